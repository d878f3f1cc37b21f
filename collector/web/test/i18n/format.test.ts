import { expect, test } from 'vitest';
import { formatOf } from '../../src/i18n/format.ts';

const now = Date.parse('2026-01-02T00:00:00.000Z');

test('times are relative, in the words of the language', () => {
  expect(formatOf('en').ago('2026-01-01T23:56:00.000Z', now)).toBe('4 minutes ago');
  expect(formatOf('fr').ago('2026-01-01T23:56:00.000Z', now)).toBe('il y a 4 minutes');
  expect(formatOf('en').ago('2025-12-24T00:00:00.000Z', now)).toBe('9 days ago');
});

test('spans and sizes are in the unit that fits', () => {
  expect(formatOf('en').span(240_000)).toBe('4 minutes');
  expect(formatOf('fr').span(61_000)).toBe('1 minute');
  expect(formatOf('en').bytes(12_400_000)).toBe('12 MB');
  expect(formatOf('en').bytes(0)).toBe('0 byte');
  expect(formatOf('en').bytes(-1500)).toBe('-1.5 kB');
});
