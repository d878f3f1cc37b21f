import type { Bucket } from './bucket.ts';
import type { Tier } from './tiers.ts';

/** Store ← ingest and api: what was measured, in less and less detail. */
export interface MetricsHistory {
  /**
   * Adds buckets of the finest tier, by machine, and rolls up what is over, all of them or none. A machine that is not there any
   * more is left out. What agents send waits meanwhile: give it some tens of machines at a time.
   */
  add(samples: ReadonlyMap<string, readonly Bucket[]>): Promise<void>;
  /** The buckets of a tier that begin from `from` and before `to` (seconds), in the order of time. */
  read(machineId: string, tier: Tier, from: number, to: number): Promise<Bucket[]>;
}
