import { expect, test } from 'vitest';
import { nextStepOf } from '../../../src/pages/machine/which-next.ts';

const well = { quarantine: null, running: null, statusReasons: [], updates: { count: 0, security: 0 } };
const because = (...codes: string[]) => codes.map((code) => ({ code, message: code }));

test('what stands in the way comes before what waits', () => {
  const updates = { count: 3, security: 1 };
  expect(nextStepOf({ ...well, updates })).toBe('review');
  expect(nextStepOf({ ...well, updates, statusReasons: because('lists_old') })).toBe('refresh');
  expect(nextStepOf({ ...well, updates, statusReasons: because('lists_old', 'sources_failed') })).toBe(
    'sources',
  );
  expect(nextStepOf({ ...well, updates, statusReasons: because('execution_failed') })).toBe('failure');
  expect(nextStepOf({ ...well, updates, statusReasons: because('execution_failed', 'dpkg_problem') })).toBe(
    'repair',
  );
});

test('nothing is offered where nothing is to be done, and a copy is not let in by a button', () => {
  expect(nextStepOf(well)).toBeNull();
  expect(nextStepOf({ ...well, updates: null })).toBeNull();
  const quarantine = { hostname: 'a', address: '::1', seenAt: '2026-01-01T00:00:00.000Z' };
  expect(nextStepOf({ ...well, quarantine: { ...quarantine, reason: 'unknown_key' } })).toBe('adopt');
  expect(nextStepOf({ ...well, quarantine: { ...quarantine, reason: 'cloned' } })).toBeNull();
});
