import type { DurableMessage, ProtocolErrorCode, SnapshotKind } from '@suivi/shared';
import type { Change } from './rows.ts';

/** A durable message with the machine that proved itself and the collector's time of its arrival. */
export interface Incoming {
  readonly machineId: string;
  readonly message: DurableMessage;
  readonly receivedAt: string;
}

/**
 * What became of one incoming message. `stored` includes one that was there already. `want` asks the agent for a
 * snapshot that a confirmation named and the store lacks.
 */
export type IngestOutcome =
  | { readonly stored: true; readonly want?: SnapshotKind }
  | { readonly stored: false; readonly code: ProtocolErrorCode; readonly message: string };

/** Store ← ingest: one transaction for the whole batch; a bad message fails alone. Throws when nothing could be stored. */
export interface IngestStore {
  writeBatch(
    batch: readonly Incoming[],
  ): Promise<{ outcomes: readonly IngestOutcome[]; changes: readonly Change[] }>;
}

/** Why nothing can be stored at the moment, and since when. */
export interface StoreProblem {
  readonly code: string;
  readonly since: string;
  readonly message: string;
}
