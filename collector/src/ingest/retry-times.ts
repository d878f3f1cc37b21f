/** Milliseconds until what the disk refused is tried again, the first time and in the long run. */
export const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 15_000;

/** The time to wait after one that was in vain: twice as long, up to a quarter of a minute. */
export const nextRetryMs = (ms: number): number => Math.min(ms * 2, LAST_RETRY_MS);
