import { monotonicMs } from '../domain/clock.ts';
import { dueIn, intervalMs } from './due.ts';

/** The longest time between two looks at the clock; settings change, and timers cannot run for longer than 24 days. */
const LOOK_MS = 3600 * 1000;
/** Until the next look when what is due could not be asked for. */
const AGAIN_MS = 10 * 60_000;

export interface RefresherOptions {
  /** Hours between refreshes; 0 is never. */
  readonly hours: () => number;
  readonly lastRefresh: () => Promise<Date | null>;
  /** Gives whether it was asked for: it may not be allowed, or there may be nothing to look at. */
  readonly refresh: () => Promise<boolean>;
  /** Milliseconds before the first look, so that a boot is not slowed down. */
  readonly settleMs?: number;
}

/** Asks for a refresh of the package lists whenever one is due. Gives the way to stop it. */
export function scheduleRefreshes(options: RefresherOptions): () => void {
  const { hours, lastRefresh, refresh, settleMs = 30_000 } = options;
  let jitter = Math.random();
  let notBefore = 0;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const look = async (): Promise<number> => {
    const interval = intervalMs(hours(), jitter);
    if (interval === 0) return LOOK_MS;
    const due = Math.max(dueIn(await lastRefresh(), new Date(), interval), notBefore - monotonicMs());
    if (due > 0) return due;
    if (!(await refresh())) return AGAIN_MS;
    jitter = Math.random();
    notBefore = monotonicMs() + interval / 2;
    return LOOK_MS;
  };
  const lookIn = (ms: number) => {
    if (stopped) return;
    timer = setTimeout(() => void look().then(lookIn, () => lookIn(LOOK_MS)), Math.min(ms, LOOK_MS));
  };
  lookIn(settleMs * (1 + Math.random()));
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
