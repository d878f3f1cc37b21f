import { expect, test } from 'vitest';
import { LiveNotices } from '../../../src/api/stream/live-notices.ts';

const log = (executionId: string, size: number, machineId = 'a') =>
  ({ type: 'log', machineId, executionId, size }) as const;

test('only the newest notice about a log waits', () => {
  const live = new LiveNotices(undefined);
  for (const size of [1, 2, 3]) expect(live.add(log('x', size))).toBe(true);
  expect(live.take()).toEqual([log('x', 3)]);
  expect(live.take()).toEqual([]);
});

test('metrics go only to who follows that machine', () => {
  const metrics = { type: 'metrics', machineId: 'a' } as const;
  expect(new LiveNotices(undefined).add(metrics)).toBe(false);
  expect(new LiveNotices('b').add(metrics)).toBe(false);
  expect(new LiveNotices('a').add(metrics)).toBe(true);
});

test('what waits is bounded, and what waits already still moves on', () => {
  const live = new LiveNotices(undefined);
  for (let index = 0; index < 5000; index++) live.add(log(`x${index}`, 1));
  expect(live.add(log('x0', 2))).toBe(true);
  const waiting = live.take();
  expect(waiting).toHaveLength(1000);
  expect(waiting[0]).toEqual(log('x0', 2));
});
