import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FailurePause } from '../../src/report/failure-pause.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['hrtime'], now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

const rules = { firstMs: 1000, longestMs: 4000 };

test('each failure soon after another doubles the pause, up to the longest; a success ends it', () => {
  const pause = new FailurePause(rules);
  expect(pause.remainingMs).toBe(0);
  const pauses = [1, 2, 3, 4].map(() => {
    pause.failed();
    return pause.remainingMs;
  });
  expect(pauses).toEqual([1000, 2000, 4000, 4000]);
  vi.advanceTimersByTime(3000);
  expect(pause.remainingMs).toBe(1000);
  vi.advanceTimersByTime(1000);
  expect(pause.remainingMs).toBe(0);
  pause.succeeded();
  expect(pause.isFailing).toBe(false);
  pause.failed();
  expect(pause.remainingMs).toBe(1000);
});

test('a failure after a long rest is the first again', () => {
  const pause = new FailurePause(rules);
  pause.failed();
  pause.failed();
  vi.advanceTimersByTime(9000);
  pause.failed();
  expect(pause.remainingMs).toBe(1000);
});
