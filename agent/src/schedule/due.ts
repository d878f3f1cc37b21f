const HOUR_MS = 3600 * 1000;

/**
 * Milliseconds between two refreshes: the setting, up to an hour more or less, so that a fleet does not go all at once.
 * `jitter` is drawn once for each interval, from 0 to 1.
 */
export function intervalMs(hours: number, jitter: number): number {
  const spread = Math.min(1, hours / 4);
  return (hours + (jitter * 2 - 1) * spread) * HOUR_MS;
}

/** Milliseconds until a refresh is due; 0 when it is, or when the last one is unknown or lies in the future. */
export function dueIn(lastRefresh: Date | null, now: Date, interval: number): number {
  if (!lastRefresh) return 0;
  const age = now.getTime() - lastRefresh.getTime();
  return age < 0 ? 0 : Math.max(0, interval - age);
}
