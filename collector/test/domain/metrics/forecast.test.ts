import { expect, test } from 'vitest';
import type { Bucket } from '../../../src/domain/metrics/bucket.ts';
import { forecastOf } from '../../../src/domain/metrics/forecast.ts';

/** Ten-minute buckets over some days, with what the function says for each day that has passed. */
const measured = (days: number, percent: (day: number) => number, step = 600): Bucket[] =>
  Array.from({ length: Math.floor((days * 86_400) / step) + 1 }, (_, index) => {
    const at = index * step;
    const value = percent(at / 86_400);
    return { at, samples: 10, values: new Map([['disk:/', [value, value]]]) };
  });

const of = (buckets: Bucket[]) => forecastOf(buckets, 'disk:/');

test('a disk that grows by 5 % a day from 50 % is full in the five days that are left after five', () => {
  expect(of(measured(5, (day) => 50 + 5 * day))).toEqual({ kind: 'full_in_days', days: 5, percentPerDay: 5 });
});

test('noise of some percent does not hide a trend', () => {
  const forecast = of(measured(7, (day) => 40 + 4 * day + Math.sin(day * 40)));
  expect(forecast).toMatchObject({ kind: 'full_in_days' });
  expect((forecast as { days: number }).days).toBeGreaterThan(7);
  expect((forecast as { days: number }).days).toBeLessThan(9);
});

test('too little data is not known, not "never"', () => {
  const little = { kind: 'not_known', reason: 'too_little_data' };
  expect(of([])).toEqual(little);
  expect(of(measured(0.9, (day) => 50 + 5 * day))).toEqual(little);
  expect(of(measured(6, (day) => 50 + 5 * day, 86_400))).toEqual(little);
  expect(
    forecastOf(
      measured(5, () => 50),
      'disk:/srv',
    ),
  ).toEqual(little);
});

test('a disk that goes up and down has no trend', () => {
  expect(of(measured(7, (day) => 50 + 30 * Math.sin(day * 9) + day))).toEqual({
    kind: 'not_known',
    reason: 'no_trend',
  });
});

test('one that stays, empties, or takes longer than a year does not fill', () => {
  expect(of(measured(7, () => 50))).toEqual({ kind: 'not_growing' });
  expect(of(measured(7, (day) => 50 - day))).toEqual({ kind: 'not_growing' });
  expect(of(measured(7, (day) => 10 + day / 10))).toEqual({ kind: 'not_growing' });
});

test('a full one is full today', () => {
  expect(of(measured(2, (day) => 98 + day))).toMatchObject({ kind: 'full_in_days', days: 0 });
});
