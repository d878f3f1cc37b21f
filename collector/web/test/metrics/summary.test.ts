import { expect, test } from 'vitest';
import { readMetricsSearch } from '../../src/metrics/spans.ts';
import { gapsIn, someOf, summaryOf } from '../../src/metrics/summary.ts';

test('a line is summed up without its gaps', () => {
  expect(summaryOf([1, null, 3], [2, null, 9])).toEqual({ lowest: 1, average: 2, peak: 9 });
  expect(summaryOf([null], [null])).toBeNull();
  expect(summaryOf([], [])).toBeNull();
});

test('gaps are counted, not their steps', () => {
  expect(gapsIn([1, null, null, 2, null, 3])).toBe(2);
  expect(gapsIn([1, 2])).toBe(0);
});

test('a table of many rows takes every so manieth, and the last', () => {
  expect(someOf(3, 60)).toEqual([0, 1, 2]);
  const some = someOf(1000, 60);
  expect(some.length).toBeLessThanOrEqual(60);
  expect(some.at(-1)).toBe(999);
});

test('the address says the span, and what it does not understand is the last hour', () => {
  expect(readMetricsSearch({ span: 'week' })).toEqual({ span: 'week' });
  expect(readMetricsSearch({ span: 'decade' })).toEqual({});
});
