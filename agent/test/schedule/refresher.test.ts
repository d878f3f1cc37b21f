import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { scheduleRefreshes } from '../../src/schedule/refresher.ts';

const start = (hours: number, last: Date | null) => {
  let asked = 0;
  const stop = scheduleRefreshes({
    hours: () => hours,
    lastRefresh: async () => last,
    refresh: async () => {
      asked++;
      return true;
    },
    settleMs: 5,
  });
  return { stop, asked: () => asked };
};

test('soon after the start a refresh that is due or unknown is asked for, once', async () => {
  const { stop, asked } = start(6, null);
  await eventually(() => asked() === 1);
  await pause(50);
  stop();
  expect(asked()).toBe(1);
});

test.for([
  ['that was made just now', 6, new Date()],
  ['that nobody wants', 0, null],
] as [string, number, Date | null][])('a refresh %s is not asked for', async ([, hours, last]) => {
  const { stop, asked } = start(hours, last);
  await pause(60);
  stop();
  expect(asked()).toBe(0);
});
