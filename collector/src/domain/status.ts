import type { Status } from '@suivi/shared';
import type { Change } from './rows.ts';

/** Why a machine has its status: a code to branch on, and a sentence. */
export interface StatusReason {
  readonly code: string;
  readonly message: string;
}

/** What a machine's status comes to at a moment, with the reasons and since when. */
export interface EffectiveStatus {
  readonly status: Status;
  readonly statusReasons: readonly StatusReason[];
  readonly statusSince: string | null;
}

/** A machine whose effective status is another than the last sweep found. `from` is null at the first one. */
export interface StatusChange {
  readonly machineId: string;
  readonly from: Status | null;
  readonly to: EffectiveStatus;
}

/** Store ← derive: the statuses that the last sweep found. */
export interface StatusStore {
  recordedStatuses(machineIds: readonly string[]): Promise<ReadonlyMap<string, Status>>;
  /** Keeps them, and puts those that are not the first on the timeline as `status_changed`. */
  recordStatusChanges(changes: readonly StatusChange[], at: string): Promise<readonly Change[]>;
}
