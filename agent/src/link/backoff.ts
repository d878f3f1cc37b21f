/** The rules of waiting between two attempts, in milliseconds. */
export interface BackoffRules {
  readonly firstMs: number;
  readonly longestMs: number;
  /** The wait after a refusal that only a person can lift. */
  readonly hopelessMs: number;
  /** A connection that stood this long counts as a success. */
  readonly stableMs: number;
}

export const BACKOFF: BackoffRules = {
  firstMs: 1_000,
  longestMs: 2 * 60_000,
  hopelessMs: 60 * 60_000,
  stableMs: 30_000,
};

const LONGEST_ASKED_SECONDS = 24 * 3600;

export interface FailedAttempt {
  /** Attempts without success in a row, this one included. */
  readonly failures: number;
  /** Whether trying again without a person's help can succeed. */
  readonly retry: boolean;
  /** What the collector asked for. */
  readonly retryAfterSeconds: number | null;
}

/** Milliseconds until the next attempt: exponential with full jitter, never shorter than the collector asked. `random` gives 0 to 1. */
export function nextDelay(attempt: FailedAttempt, rules: BackoffRules, random: () => number): number {
  const { failures, retry, retryAfterSeconds } = attempt;
  const ceiling = Math.min(rules.longestMs, rules.firstMs * 2 ** Math.min(failures - 1, 30));
  const usual = retry ? ceiling * random() : rules.hopelessMs * (0.5 + random() / 2);
  const asked = Math.min(retryAfterSeconds ?? 0, LONGEST_ASKED_SECONDS) * 1000;
  return Math.round(Math.max(usual, asked * (1 + random() / 10)));
}
