import type { Incoming, IngestOutcome } from '../../domain/ingest.ts';

/** The outcome of each message that is held; null for those that can be stored. */
export type HeldOutcomes = readonly (Extract<IngestOutcome, { held: unknown }> | null)[];

/** Holds the ends of executions whose report cannot be written, and what the same machines have sent after them. Pure. */
export function heldOutcomes(batch: readonly Incoming[], refused: ReadonlyMap<string, Error>): HeldOutcomes {
  const waiting = new Set<string>();
  return batch.map(({ machineId, message }) => {
    const reason =
      message.type === 'execution_finished' ? refused.get(message.result.executionId) : undefined;
    if (reason) waiting.add(machineId);
    return waiting.has(machineId) ? { stored: false, held: reason ?? null } : null;
  });
}
