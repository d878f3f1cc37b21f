import type { Metrics } from '@suivi/shared';

/** Average and peak of one measure. */
export type AverageAndPeak = readonly [average: number, peak: number];

/** What was measured from `at` (seconds since 1970) until the next bucket of its tier: `samples` times. */
export interface Bucket {
  readonly at: number;
  readonly samples: number;
  /** By measure: `load1`, `memory` (percent), `temperature` (degrees of the hottest sensor), and `disk:<mount>` (percent) for each file system. */
  readonly values: ReadonlyMap<string, AverageAndPeak>;
}

/** File systems whose use is kept; a machine with more of them has the first ones by name, and always its root. */
export const MOST_FILESYSTEMS = 16;

export const DISK = 'disk:';

/** One sample as a bucket of its own. What the machine did not say is left out. */
export function bucketOf(metrics: Metrics, at: number): Bucket {
  const { cpuLoad1, memoryUsedPercent, hottest, filesystems } = metrics;
  const values = new Map<string, AverageAndPeak>();
  const add = (name: string, value: number | null) => {
    if (value !== null) values.set(name, [value, value]);
  };
  add('load1', cpuLoad1);
  add('memory', memoryUsedPercent);
  add('temperature', hottest?.celsius ?? null);
  const byName = [...filesystems].sort((a, b) => (a.mount < b.mount ? -1 : 1));
  for (const { mount, usedPercent } of byName.slice(0, MOST_FILESYSTEMS)) add(DISK + mount, usedPercent);
  return { at, samples: 1, values };
}

/** Several buckets as one: the average of all their samples, and the highest peak. */
export function mergeBuckets(at: number, buckets: readonly Bucket[]): Bucket {
  const sums = new Map<string, { sum: number; samples: number; peak: number }>();
  for (const { samples, values } of buckets)
    for (const [name, [average, peak]] of values) {
      const known = sums.get(name) ?? { sum: 0, samples: 0, peak };
      sums.set(name, {
        sum: known.sum + average * samples,
        samples: known.samples + samples,
        peak: Math.max(known.peak, peak),
      });
    }
  return {
    at,
    samples: buckets.reduce((all, { samples }) => all + samples, 0),
    values: new Map([...sums].map(([name, { sum, samples, peak }]) => [name, [sum / samples, peak]])),
  };
}
