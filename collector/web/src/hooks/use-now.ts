import { useSyncExternalStore } from 'react';

/** One clock for the whole page: it ticks for those that show times, and stands while nobody does. */
function clockOf(everyMs: number) {
  const listeners = new Set<() => void>();
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = () => {
    now = Date.now();
    for (const listener of listeners) listener();
  };
  return {
    now: () => now,
    subscribe(listener: () => void) {
      if (listeners.size === 0) {
        now = Date.now();
        timer = setInterval(tick, everyMs);
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) clearInterval(timer);
      };
    },
  };
}

const slow = clockOf(15_000);
const fast = clockOf(1000);

/** The time now (ms), not finer than fifteen seconds, or than one where `isExact`. */
export function useNow(isExact = false): number {
  const clock = isExact ? fast : slow;
  return useSyncExternalStore(clock.subscribe, clock.now);
}
