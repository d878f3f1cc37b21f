import type { Metrics, MetricsWarning } from '@suivi/shared';
import { expect, test } from 'vitest';
import { BUILT_IN, type EffectiveThresholds } from '../../../src/domain/metrics/thresholds.ts';
import { deriveWarnings, warningChanges } from '../../../src/domain/metrics/warnings.ts';
import { diskOf } from '../../store/support/messages.ts';

const measured = (change: Partial<Metrics>) => ({
  ...{ filesystems: [], memoryUsedPercent: 50, cpuLoad5: 1, cpuCores: 2, warnings: [] },
  ...change,
});
const codes = (
  change: Partial<Metrics>,
  thresholds: Partial<EffectiveThresholds> = {},
  before: MetricsWarning[] = [],
) => deriveWarnings(measured(change), { ...BUILT_IN, ...thresholds }, before).map(({ code }) => code);
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

test('memory and load, where they are known', () => {
  expect(codes({ memoryUsedPercent: 95 })).toEqual(['memory_almost_full']);
  expect(codes({ memoryUsedPercent: 95 }, { memoryPercent: 96 })).toEqual([]);
  expect(codes({ memoryUsedPercent: null }, { memoryPercent: 1 })).toEqual([]);
  expect(codes({ cpuLoad5: 400 })).toEqual([]);
  expect(codes({ cpuLoad5: 4 }, { loadPerCore: 2 })).toEqual(['load_high']);
  expect(codes({ cpuLoad5: 3.9 }, { loadPerCore: 2 })).toEqual([]);
  expect(codes({ cpuLoad5: 4, cpuCores: null }, { loadPerCore: 2 })).toEqual([]);
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
