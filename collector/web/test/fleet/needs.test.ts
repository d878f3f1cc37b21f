import { expect, test } from 'vitest';
import { countNeeds, has, urgency } from '../../src/fleet/needs.ts';
import { warnedOf } from '../../src/fleet/warned.ts';
import { machineOf, STATE } from '../support/machines.ts';

test('a machine counts under each of its needs', () => {
  const busy = machineOf('a', { status: 'error', updates: { count: 2, security: 1 }, connected: false });
  expect(countNeeds([busy, machineOf('b')])).toMatchObject({
    failed: 1,
    security: 1,
    updates: 1,
    offline: 1,
    reboot: 0,
  });
});

test('what is not known is neither well nor without updates', () => {
  const unknown = machineOf('a', { status: 'unknown', updates: null, state: null });
  expect(has(unknown, 'unknown')).toBe(true);
  expect(has(unknown, 'updates')).toBe(false);
  expect(urgency(unknown)).toBeLessThan(urgency(machineOf('b')));
});

test('a quarantine is told apart from other warnings', () => {
  const quarantine = {
    reason: 'cloned' as const,
    hostname: 'a',
    address: '::1',
    seenAt: '2026-01-01T00:00:00.000Z',
  };
  const copy = machineOf('a', { status: 'warning', quarantine });
  expect([has(copy, 'quarantine'), has(copy, 'warning')]).toEqual([true, false]);
});

test('values over their thresholds are a need, and named', () => {
  const hot = machineOf('a', {
    state: { ...STATE, diskWarningsCount: 2, metricWarnings: 'load_high temperature_high' },
  });
  expect(warnedOf(hot)).toEqual(['disk', 'load_high', 'temperature_high']);
  expect(has(hot, 'measured')).toBe(true);
  expect(has(machineOf('b'), 'measured')).toBe(false);
  expect(warnedOf(machineOf('b', { state: null }))).toEqual([]);
});
