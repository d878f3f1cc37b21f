import { type Bucket, mergeBuckets } from './bucket.ts';
import { startOf, type Tier } from './tiers.ts';

/** The buckets of a coarser tier that are over at `now` (seconds), made of those of a finer one. A span without any has none. */
export function rollUp(buckets: readonly Bucket[], coarse: Tier, now: number): Bucket[] {
  const spans = new Map<number, Bucket[]>();
  for (const bucket of buckets) {
    const at = startOf(coarse.step, bucket.at);
    if (at + coarse.step > now) continue;
    const span = spans.get(at);
    if (span) span.push(bucket);
    else spans.set(at, [bucket]);
  }
  return [...spans].map(([at, parts]) => mergeBuckets(at, parts));
}
