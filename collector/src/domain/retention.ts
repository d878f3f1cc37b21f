import type { RetentionPolicy } from '@suivi/shared';

/** For how long things are kept, in days, and how much one run of the cleanup may delete. */
export interface RetentionSettings {
  readonly snapshotDays: number;
  readonly eventDays: number;
  readonly changeDays: number;
  readonly executionDays: number;
  readonly jobDays: number;
  readonly reportDays: number;
  /** Raw logs by their policy. */
  readonly logDays: number;
  readonly failedLogDays: number;
  readonly shortLogDays: number;
  /** Important messages, from when they were resolved. */
  readonly messageDays: number;
  /** Tokens that are used up or have expired. */
  readonly tokenDays: number;
  /** Machines that were deleted, with all that belongs to them. */
  readonly deletedMachineDays: number;
  /** Rows in one transaction: what waits for the writer does not wait long. */
  readonly rowsAtOnce: number;
  /** Transactions of one run for each kind of thing; what is left waits for the next run. */
  readonly rounds: number;
}

export const RETENTION_SETTINGS: RetentionSettings = {
  snapshotDays: 90,
  eventDays: 365,
  changeDays: 7,
  executionDays: 365,
  jobDays: 90,
  reportDays: 365,
  logDays: 30,
  failedLogDays: 180,
  shortLogDays: 3,
  messageDays: 180,
  tokenDays: 30,
  deletedMachineDays: 30,
  rowsAtOnce: 500,
  rounds: 20,
};

const DAY_MS = 86_400_000;

/** A time so many days later, or earlier when negative. */
export const daysAfter = (time: string, days: number): string =>
  new Date(Date.parse(time) + days * DAY_MS).toISOString();

/** For how many days an artifact of this policy is kept; null for ever. Without a policy it is kept as by default. */
export function artifactDays(policy: RetentionPolicy | null, settings: RetentionSettings): number | null {
  switch (policy) {
    case 'pinned':
      return null;
    case 'failed':
      return settings.failedLogDays;
    case 'short':
      return settings.shortLogDays;
    default:
      return settings.logDays;
  }
}

/** When an artifact made at this time may be deleted; null for never. */
export function expiryOf(
  createdAt: string,
  policy: RetentionPolicy | null,
  settings: RetentionSettings,
): string | null {
  const days = artifactDays(policy, settings);
  return days === null ? null : daysAfter(createdAt, days);
}
