import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startHousekeeping } from '../src/housekeeping.ts';

const MINUTE_MS = 60_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('looks at statuses once agents had time to come back, and then every minute', async () => {
  const machines = vi.fn(async () => ({ items: [], next: null }));
  const store = {
    queries: { machines } as never,
    statuses: {
      recordedStatuses: async () => new Map(),
      recordStatusChanges: async () => [],
    },
    prune: async () => ({}) as never,
  };
  const stop = startHousekeeping({
    store,
    feed: { publish: () => undefined },
    remove: async () => 0,
    logger: pino({ level: 'silent' }),
  });
  await vi.advanceTimersByTimeAsync(5 * MINUTE_MS);
  expect(machines, 'an agent may wait five minutes until it tries again').not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(machines).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
  expect(machines).toHaveBeenCalledTimes(3);
  await stop();
  await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
  expect(machines).toHaveBeenCalledTimes(3);
});
