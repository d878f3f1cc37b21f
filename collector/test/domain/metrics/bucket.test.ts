import type { Metrics } from '@suivi/shared';
import { expect, test } from 'vitest';
import { type Bucket, bucketOf, mergeBuckets } from '../../../src/domain/metrics/bucket.ts';
import { decodePage, encodePage } from '../../../src/domain/metrics/page.ts';
import { rollUp } from '../../../src/domain/metrics/roll-up.ts';
import { FINE, RAW, TIERS, tierFor } from '../../../src/domain/metrics/tiers.ts';

const metrics = (change: Partial<Metrics>): Metrics => ({
  machineId: 'm1',
  collectedAt: '2026-01-01T00:00:00.000Z',
  cpuLoad1: 0.5,
  cpuLoad5: null,
  cpuCores: 2,
  memoryTotalBytes: null,
  memoryUsedBytes: null,
  memoryAvailableBytes: null,
  memoryUsedPercent: 40,
  filesystems: [],
  rootUsedPercent: null,
  warnings: [],
  ...change,
});
const disk = (mount: string, usedPercent: number) => ({
  ...{ mount, usedPercent, type: 'ext4' },
  ...{ sizeBytes: 100, usedBytes: 1, availableBytes: 99 },
});
const bucket = (at: number, load: number, peak = load, samples = 1): Bucket => ({
  ...{ at, samples },
  values: new Map([['load1', [load, peak]]]),
});

test('what the machine did not say is left out, not zero', () => {
  const { values } = bucketOf(metrics({ cpuLoad1: null, filesystems: [disk('/', 7)] }), 60);
  expect([...values]).toEqual([
    ['memory', [40, 40]],
    ['disk:/', [7, 7]],
  ]);
});

test('of a hundred file systems sixteen are kept, the root among them', () => {
  const filesystems = Array.from({ length: 100 }, (_, index) => disk(`/srv/${index}`, 1));
  const { values } = bucketOf(metrics({ filesystems: [...filesystems, disk('/', 2)] }), 60);
  expect(values.size).toBe(2 + 16);
  expect(values.has('disk:/')).toBe(true);
});

test('the average counts samples, the peak is the highest of all', () => {
  const merged = mergeBuckets(0, [bucket(0, 1, 9, 3), bucket(60, 5, 5, 1)]);
  expect(merged.samples).toBe(4);
  expect(merged.values.get('load1')).toEqual([2, 9]);
});

test('a measure that only some samples have is averaged over those', () => {
  const merged = mergeBuckets(0, [
    bucket(0, 1),
    { at: 60, samples: 9, values: new Map([['memory', [50, 50]]]) },
  ]);
  expect(merged.values.get('load1')).toEqual([1, 1]);
});

test('a span is rolled up when it is over, and one without samples stays a gap', () => {
  const minutes = [bucket(0, 1), bucket(540, 3), bucket(1200, 5), bucket(1800, 7)];
  const rolled = rollUp(minutes, FINE, 1800);
  expect(rolled.map(({ at, values }) => [at, values.get('load1')])).toEqual([
    [0, [2, 3]],
    [1200, [5, 5]],
  ]);
});

test('a page is read as it was written, to a hundredth, with its gaps', () => {
  const buckets = [
    bucket(3600, 0.123, 1),
    { at: 3780, samples: 2, values: new Map([['memory', [5, 6] as const]]) },
  ];
  const read = decodePage(3600, RAW, encodePage(3600, RAW, buckets));
  expect(read.map(({ at, samples }) => [at, samples])).toEqual([
    [3600, 1],
    [3780, 2],
  ]);
  expect([...read[0]!.values]).toEqual([['load1', [0.12, 1]]]);
  expect([...read[1]!.values]).toEqual([['memory', [5, 6]]]);
});

test('the finest tier that still has what is asked for', () => {
  const now = 1e9;
  const day = 86_400;
  expect([3600, day, 7 * day, 30 * day, 900 * day].map((ago) => tierFor(now - ago, now).name)).toEqual([
    '1m',
    '10m',
    '10m',
    '2h',
    '2h',
  ]);
  for (const [index, tier] of TIERS.entries()) {
    const next = TIERS[index + 1];
    if (next) expect(tier.page % next.step).toBe(0);
  }
});
