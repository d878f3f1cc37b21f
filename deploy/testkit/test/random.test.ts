import { expect, test, vi } from 'vitest';
import { runSeed, seeded } from '../src/index.ts';

const take = (random: () => number, count: number) => Array.from({ length: count }, random);

test('the same seed gives the same numbers, another seed others, all from 0 to below 1 and spread', () => {
  const numbers = take(seeded(7), 1000);
  expect(take(seeded(7), 1000)).toEqual(numbers);
  expect(take(seeded(8), 1000)).not.toEqual(numbers);
  expect(numbers.every((one) => one >= 0 && one < 1)).toBe(true);
  const tenths = new Set(numbers.map((one) => Math.floor(one * 10)));
  expect(tenths.size).toBe(10);
});

test('the seed of a run can be given', () => {
  vi.stubEnv('SU_TEST_SEED', '42');
  expect(runSeed()).toBe(42);
  vi.stubEnv('SU_TEST_SEED', undefined);
  expect(runSeed()).not.toBe(runSeed());
  vi.unstubAllEnvs();
});
