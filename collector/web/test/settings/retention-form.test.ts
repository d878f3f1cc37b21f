import { expect, test } from 'vitest';
import type { RetentionItem } from '../../src/api/types.ts';
import { changedDays, shorter } from '../../src/settings/retention-form.ts';

const item = (setting: RetentionItem['setting'], days: number, origin: RetentionItem['origin']) => ({
  setting,
  days,
  origin,
  fallback: 30,
  variable: 'SU_X',
  updatedAt: null,
  updatedByName: null,
});
const ITEMS = [
  item('logDays', 30, 'default'),
  item('reportDays', 60, 'page'),
  item('eventDays', 90, 'environment'),
];

test('only what is another number is changed, and nothing that the environment sets', () => {
  expect(changedDays(ITEMS, {})).toEqual({});
  expect(changedDays(ITEMS, { logDays: '30', reportDays: ' 60 ', eventDays: '1' })).toEqual({});
  expect(changedDays(ITEMS, { logDays: '10', reportDays: '90' })).toEqual({ logDays: 10, reportDays: 90 });
});

test('an empty field goes back to the default', () => {
  expect(changedDays(ITEMS, { logDays: '', reportDays: '' })).toEqual({ reportDays: null });
});

test('what is kept for less time is told, also by going back to the default', () => {
  expect(shorter(ITEMS, { logDays: 40, reportDays: null })).toEqual([
    { setting: 'reportDays', from: 60, to: 30 },
  ]);
  expect(shorter(ITEMS, { logDays: 3 })).toEqual([{ setting: 'logDays', from: 30, to: 3 }]);
});
