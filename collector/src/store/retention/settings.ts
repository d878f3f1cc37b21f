/** For how long things are kept, in days, and how much one run may delete. */
export interface RetentionSettings {
  readonly snapshotDays: number;
  readonly eventDays: number;
  readonly changeDays: number;
  readonly executionDays: number;
  readonly jobDays: number;
  readonly reportDays: number;
  /** Raw logs of runs that went well, and of those that failed. */
  readonly logDays: number;
  readonly failedLogDays: number;
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
  logDays: 90,
  failedLogDays: 180,
  tokenDays: 30,
  deletedMachineDays: 30,
  rowsAtOnce: 500,
  rounds: 20,
};
