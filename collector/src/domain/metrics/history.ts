import type { Bucket } from './bucket.ts';
import type { Tier } from './tiers.ts';

/** Store ← ingest and api: what was measured, in less and less detail. */
export interface MetricsHistory {
  /**
   * Adds buckets of the finest tier, by machine, and rolls up what is over. A machine that is not there any more is left out.
   * Short transactions, so that what agents send need not wait long.
   */
  add(samples: ReadonlyMap<string, readonly Bucket[]>): Promise<void>;
  /** The buckets of a tier that begin from `from` and before `to` (seconds), in the order of time. */
  read(machineId: string, tier: Tier, from: number, to: number): Promise<Bucket[]>;
}
