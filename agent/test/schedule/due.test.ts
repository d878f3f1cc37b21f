import { expect, test } from 'vitest';
import { dueIn, intervalMs } from '../../src/schedule/due.ts';

const HOUR = 3600_000;
const now = new Date('2026-06-01T12:00:00Z');
const ago = (hours: number) => new Date(now.getTime() - hours * HOUR);

test.for([
  [6, 0, 5],
  [6, 0.5, 6],
  [6, 1, 7],
  [1, 0, 0.75],
  [0, 0.3, 0],
] as [number, number, number][])('%i h with a jitter of %d is %d h', ([hours, jitter, expected]) => {
  expect(intervalMs(hours, jitter) / HOUR).toBeCloseTo(expected);
});

test.for([
  ['never', null, 0],
  ['an hour ago', ago(1), 5],
  ['exactly then', ago(6), 0],
  ['long ago', ago(9000), 0],
  ['in the future, for the clock was wrong', ago(-8000), 0],
] as [string, Date | null, number][])('refreshed %s', ([, last, hours]) => {
  expect(dueIn(last, now, 6 * HOUR) / HOUR).toBe(hours);
});
