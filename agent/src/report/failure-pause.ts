import { monotonicMs } from '../domain/clock.ts';

/** The rules of keeping a distance from failures, in milliseconds. */
export interface FailurePauseRules {
  readonly firstMs: number;
  readonly longestMs: number;
}

export const FAILURE_PAUSE: FailurePauseRules = { firstMs: 1_000, longestMs: 60_000 };

/** How long to leave something alone that fails: each failure soon after another one doubles the pause. */
export class FailurePause {
  readonly #rules: FailurePauseRules;
  #failures = 0;
  #lastMs = 0;

  constructor(rules: FailurePauseRules = FAILURE_PAUSE) {
    this.#rules = rules;
  }

  get isFailing(): boolean {
    return this.#failures > 0;
  }

  /** Milliseconds until it may be tried again; 0 when it may be tried now. */
  get remainingMs(): number {
    if (!this.isFailing) return 0;
    const { firstMs, longestMs } = this.#rules;
    const pause = Math.min(longestMs, firstMs * 2 ** Math.min(this.#failures - 1, 30));
    return Math.max(0, this.#lastMs + pause - monotonicMs());
  }

  /** It has failed just now. One after a long rest counts as the first. */
  failed(): void {
    const now = monotonicMs();
    const rested = now - this.#lastMs > 2 * this.#rules.longestMs;
    this.#failures = rested ? 1 : this.#failures + 1;
    this.#lastMs = now;
  }

  succeeded(): void {
    this.#failures = 0;
  }
}
