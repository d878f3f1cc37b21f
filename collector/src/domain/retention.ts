import type { RetentionPolicy } from '@suivi/shared';
import type { Actor, Change } from './rows.ts';

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

/** What a person may set: in the environment by its variable, or else on the page. */
export const RETENTION_DAYS = {
  logDays: { variable: 'SU_LOG_DAYS', what: 'logs of runs' },
  failedLogDays: { variable: 'SU_LOG_FAILED_DAYS', what: 'logs of runs that failed' },
  shortLogDays: {
    variable: 'SU_LOG_SHORT_DAYS',
    what: 'logs and reports of refreshes by schedule that went well',
  },
  reportDays: { variable: 'SU_REPORT_DAYS', what: 'reports' },
  snapshotDays: { variable: 'SU_SNAPSHOT_DAYS', what: 'snapshots' },
  eventDays: { variable: 'SU_EVENT_DAYS', what: 'events of the timeline' },
  executionDays: { variable: 'SU_EXECUTION_DAYS', what: 'executions' },
  jobDays: { variable: 'SU_JOB_DAYS', what: 'jobs that have ended' },
  messageDays: { variable: 'SU_MESSAGE_DAYS', what: 'important messages that were resolved' },
  deletedMachineDays: {
    variable: 'SU_DELETED_MACHINE_DAYS',
    what: 'deleted machines, with all that belongs to them,',
  },
} as const satisfies Partial<Record<keyof RetentionSettings, { variable: string; what: string }>>;
export type RetentionDays = keyof typeof RETENTION_DAYS;

/** A hundred years: a date that far away can still be written. */
export const MOST_DAYS = 36_500;

/** A row of `retention_settings`. */
export interface RetentionRow {
  setting: string;
  days: number;
  updatedAt: string;
  updatedBy: string | null;
}

/** For how many days something is kept, and who says so. */
export interface RetentionView {
  readonly setting: RetentionDays;
  readonly days: number;
  readonly origin: 'default' | 'page' | 'environment';
  /** Of what was said on the page. */
  readonly updatedAt: string | null;
  readonly updatedByName: string | null;
}

/** Other days for some; null is the default. */
export type RetentionWish = { readonly [S in RetentionDays]?: number | null | undefined };

/** Store ← api: for how many days things are kept. */
export interface RetentionStore {
  read(): Promise<readonly RetentionView[]>;
  /** Keeps it so from now on; or which of them the environment has fixed, and then nothing is changed. */
  change(
    wish: RetentionWish,
    by: Actor,
    at: string,
  ): Promise<{ readonly changes: readonly Change[] } | { readonly fixed: readonly RetentionDays[] }>;
}

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
