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
 * snapshot that a confirmation named and the store lacks. `held` is not stored and not refused: the report on a run cannot be
 * written, or, without a reason, it is of the same machine and comes after such a one.
 */
export type IngestOutcome =
  | { readonly stored: true; readonly want?: SnapshotKind }
  | { readonly stored: false; readonly held: Error | null }
  | { readonly stored: false; readonly code: ProtocolErrorCode; readonly message: string };

/** Store ← ingest: one transaction for the whole batch; a bad message fails alone. Throws when nothing could be stored. */
export interface IngestStore {
  writeBatch(
    batch: readonly Incoming[],
  ): Promise<{ outcomes: readonly IngestOutcome[]; changes: readonly Change[] }>;
}

/** Why something cannot be stored at the moment, and since when. */
export interface StoreProblem {
  readonly code: string;
  readonly since: string;
  readonly message: string;
  /** What a person does next. */
  readonly next: string;
}
