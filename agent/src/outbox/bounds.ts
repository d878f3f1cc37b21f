const DAY_MS = 24 * 3600 * 1000;

/** What the outbox may take of the disk. */
export interface OutboxBounds {
  /** Waiting messages beyond which it counts as full: new jobs are refused, results and events still go in. */
  readonly waitingMessages: number;
  readonly waitingBytes: number;
  /** Delivered results and events that are kept for a collector restored from a backup. */
  readonly keptMessages: number;
  readonly keptBytes: number;
  readonly keptMs: number;
  /** Files that could not be read or delivered, kept for a person to look at. */
  readonly setAsideFiles: number;
}

export const OUTBOX_BOUNDS: OutboxBounds = {
  waitingMessages: 5_000,
  waitingBytes: 32 * 1024 * 1024,
  keptMessages: 2_000,
  keptBytes: 16 * 1024 * 1024,
  keptMs: 7 * DAY_MS,
  setAsideFiles: 100,
};
