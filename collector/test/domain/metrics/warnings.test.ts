import type { Metrics, MetricsWarning } from '@suivi/shared';
import { expect, test } from 'vitest';
import { BUILT_IN, type EffectiveThresholds } from '../../../src/domain/metrics/thresholds.ts';
import { deriveWarnings, goneSentence, warningChanges } from '../../../src/domain/metrics/warnings.ts';
import { diskOf, metricsOf, time } from '../../store/support/messages.ts';

const measured = (change: Partial<Metrics>) => ({
  ...{ filesystems: [], memoryUsedPercent: 50, cpuLoad5: 1, cpuCores: 2, warnings: [] },
  ...change,
});
const codes = (
  change: Partial<Metrics>,
  thresholds: Partial<EffectiveThresholds> = {},
  before: MetricsWarning[] = [],
) => {
  const known = { warnings: before, over: {} };
  return deriveWarnings(measured(change), { ...BUILT_IN, ...thresholds }, time(0), known).warnings.map(
    ({ code }) => code,
  );
};
const almost: MetricsWarning = { code: 'disk_almost_full', message: '', mount: '/srv' };
const full: MetricsWarning = { code: 'disk_full', message: '', mount: '/srv' };

test('disks by their thresholds', () => {
  const at = (percent: number, thresholds = {}) =>
    codes({ filesystems: [diskOf('/srv', percent)] }, thresholds);
  expect([at(89.9), at(90), at(96.9), at(97)]).toEqual([
    [],
    ['disk_almost_full'],
    ['disk_almost_full'],
    ['disk_full'],
  ]);
  expect(at(80, { diskPercent: 80 })).toEqual(['disk_almost_full']);
  expect(at(98, { diskPercent: 98.5, diskFullPercent: 99 })).toEqual([]);
  expect(at(100, { diskPercent: null, diskFullPercent: null })).toEqual([]);
});

test('a warning goes when the disk is clearly below, and not at a hair', () => {
  const after = (percent: number, before: MetricsWarning) =>
    codes({ filesystems: [diskOf('/srv', percent)] }, {}, [before]);
  expect([after(89, almost), after(88, almost), after(87.9, almost)]).toEqual([
    ['disk_almost_full'],
    ['disk_almost_full'],
    [],
  ]);
  expect([after(95, full), after(94.9, full), after(88, full), after(87.9, full)]).toEqual([
    ['disk_full'],
    ['disk_almost_full'],
    ['disk_almost_full'],
    [],
  ]);
  expect(after(89, { ...almost, mount: '/' })).toEqual([]);
});

test('with too little room for an upgrade a disk is full, whatever its share', () => {
  const small = { ...diskOf('/boot', 60), sizeBytes: 1e9, availableBytes: 150e6 };
  expect(codes({ filesystems: [small] }, { diskFullPercent: 100 })).toEqual(['disk_full']);
  expect(codes({ filesystems: [{ ...small, mount: '/srv' }] })).toEqual([]);
});

test('the room for an upgrade has to be clearly there again', () => {
  const cramped: MetricsWarning = { ...full, mount: '/' };
  const at = (availableBytes: number, before: MetricsWarning[]) =>
    codes({ filesystems: [{ ...diskOf('/', 60), sizeBytes: 10e9, availableBytes }] }, {}, before);
  expect([at(499e6, []), at(501e6, []), at(501e6, [cramped]), at(551e6, [cramped])]).toEqual([
    ['disk_full'],
    [],
    ['disk_full'],
    [],
  ]);
});

test('of what the machine itself has said only the inodes are taken over', () => {
  const inodes: MetricsWarning = { code: 'inodes_almost_full', message: 'few', mount: '/srv' };
  expect(codes({ warnings: [almost, inodes, { code: 'memory_almost_full', message: '' }] })).toEqual([
    'inodes_almost_full',
  ]);
});

test('what has come and what has gone', () => {
  const changes = (before: MetricsWarning[], now: MetricsWarning[]) => {
    const { come, gone } = warningChanges(before, now);
    return [come.map(({ code }) => code), gone.map(({ code }) => code)];
  };
  expect(changes([], [almost])).toEqual([['disk_almost_full'], []]);
  expect(changes([almost], [{ ...almost, message: 'another number' }])).toEqual([[], []]);
  expect(changes([almost], [full])).toEqual([['disk_full'], []]);
  expect(changes([full], [almost])).toEqual([['disk_almost_full'], []]);
  expect(changes([full], [])).toEqual([[], ['disk_full']]);
  expect(changes([almost], [{ ...almost, mount: '/' }])).toEqual([
    ['disk_almost_full'],
    ['disk_almost_full'],
  ]);
});

test('what is not measured any more is not told to be well', () => {
  const values = metricsOf('m', 0);
  const hot: MetricsWarning = { code: 'temperature_high', message: 'x is at 90 °C.' };
  expect(goneSentence(hot, { ...values, hottest: { name: 'x', celsius: 40 } })).toBe(
    'No more: x is at 90 °C.',
  );
  expect(goneSentence(hot, values)).toBe('Not measured any more: x is at 90 °C.');
  const disk = { ...almost, message: 'full' };
  expect(goneSentence(disk, { ...values, filesystems: [diskOf('/srv', 10)] })).toBe('No more: full');
  expect(goneSentence(disk, { ...values, filesystems: [] })).toBe('Not measured any more: full');
});
