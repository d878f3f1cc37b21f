import { expect, test } from 'vitest';
import { BACKOFF, nextDelay } from '../../src/link/backoff.ts';
import { Bucket } from '../../src/link/bucket.ts';

const delay = (part: object, random = 1) =>
  nextDelay({ failures: 1, retry: true, retryAfterSeconds: null, ...part }, BACKOFF, () => random);

test.for([
  [1, 1_000],
  [2, 2_000],
  [5, 16_000],
  [7, 64_000],
  [8, 120_000],
  [100_000, 120_000],
])('after %i failures it waits at most %i ms, with full jitter', ([failures, most]) => {
  expect(delay({ failures })).toBe(most);
  expect(delay({ failures }, 0.5)).toBe(most! / 2);
  expect(delay({ failures }, 0)).toBe(0);
});

test('it never waits less than the collector asked, nor for ever', () => {
  expect(delay({ retryAfterSeconds: 600 }, 0)).toBe(600_000);
  expect(delay({ retryAfterSeconds: 600 }, 1)).toBe(660_000);
  expect(delay({ retryAfterSeconds: Number.MAX_SAFE_INTEGER }, 1)).toBeLessThan(2 ** 31);
});

test('without hope it waits half an hour to an hour, but waits', () => {
  expect(delay({ retry: false }, 0)).toBe(30 * 60_000);
  expect(delay({ retry: false }, 1)).toBe(60 * 60_000);
});

test('a bucket gives its burst at once, then one after the other; what goes too early is paid back', () => {
  let now = 0;
  const bucket = new Bucket(10, () => now);
  for (let i = 0; i < 10; i++) {
    expect(bucket.delayMs).toBe(0);
    bucket.spend();
  }
  expect(bucket.delayMs).toBe(100);
  bucket.spend();
  expect(bucket.delayMs).toBe(200);
  now = 200;
  expect(bucket.delayMs).toBe(0);
  now = 1e9;
  for (let i = 0; i < 10; i++) bucket.spend();
  expect(bucket.delayMs).toBe(100);
});
