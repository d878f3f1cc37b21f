import { LIMITS } from '@suivi/shared';

const DAY_MS = 24 * 3600 * 1000;

export interface JournalLimits {
  /** Bytes of one log chunk, and of a log sent and not yet acknowledged. */
  readonly chunkBytes: number;
  readonly windowBytes: number;
  /** Milliseconds to gather what is written in small pieces. */
  readonly gatherMs: number;
  /** Bytes of a log that are sent; the result says when there were more. */
  readonly logBytes: number;
  /** Jobs not yet finished, beyond which new ones are refused. */
  readonly openJobs: number;
  /** How often one log is sent again because the collector lost it, without its asking for the execution. */
  readonly repeats: number;
  /** Finished jobs and their logs, kept for a collector restored from a backup. */
  readonly keptJobs: number;
  readonly keptBytes: number;
  readonly keptMs: number;
}

export const JOURNAL_LIMITS: JournalLimits = {
  // With larger ones a log is faster, and holds up longer what waits behind it on the collector.
  chunkBytes: LIMITS.logChunkBytes / 2,
  windowBytes: LIMITS.logWindowBytes / 2,
  gatherMs: 20,
  logBytes: LIMITS.logBytes,
  openJobs: LIMITS.jobsPerMachine,
  repeats: 3,
  keptJobs: 200,
  keptBytes: 512 * 1024 * 1024,
  keptMs: 7 * DAY_MS,
};
