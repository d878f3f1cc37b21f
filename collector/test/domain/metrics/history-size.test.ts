import { expect, test } from 'vitest';
import { type Bucket, DISK, MOST_FILESYSTEMS } from '../../../src/domain/metrics/bucket.ts';
import { encodePage } from '../../../src/domain/metrics/page.ts';
import { mostBuckets, TIERS } from '../../../src/domain/metrics/tiers.ts';

/** All that one machine can have in the history, with numbers as long as they get. */
function largest(filesystems: number): number {
  const disks = Array.from({ length: filesystems }, (_, index) => `${DISK}/srv/volume-${index}`);
  const names = ['load1', 'memory', 'temperature', ...disks];
  const values = new Map(names.map((name) => [name, [12.34, 99.94] as const]));
  return TIERS.reduce((sum, tier) => {
    const { page, step } = tier;
    const buckets = Array.from({ length: page / step }, (_, slot): Bucket => {
      return { at: slot * step, samples: 120, values };
    });
    return sum + encodePage(0, tier, buckets).length * (mostBuckets(tier) / buckets.length);
  }, 0);
}

test('a machine has at most 6,312 buckets, in 24 rows', () => {
  expect(TIERS.map(mostBuckets)).toEqual([120, 1152, 5040]);
  expect(TIERS.map((tier) => mostBuckets(tier) / (tier.page / tier.step))).toEqual([2, 8, 14]);
});

test('the history of a machine stays below 0.5 MB with three file systems, and below 1.5 MB whatever it has', () => {
  expect(largest(3)).toBeLessThan(0.5e6);
  expect(largest(MOST_FILESYSTEMS)).toBeLessThan(1.5e6);
});
