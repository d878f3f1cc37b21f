import type { Incoming, IngestOutcome } from '../../domain/ingest.ts';
import { applyConfirmation } from './confirmation.ts';
import { type Context, invalid } from './context.ts';
import { applyEvent } from './event.ts';
import { applyFinished, applyStarted } from './execution.ts';
import { applyMetrics } from './metrics.ts';
import { applySnapshot } from './snapshot.ts';

/** Applies one message to the context. */
export function apply(context: Context, incoming: Incoming): IngestOutcome {
  const machine = context.unit.machines.get(incoming.machineId);
  if (!machine) return invalid('The machine is not known.');
  if (machine.deletedAt !== null)
    return { stored: false, code: 'machine_deleted', message: 'The machine was deleted from the collector.' };
  context.unit.at = incoming.receivedAt;
  const outcome = dispatch(context, incoming);
  const agent = context.agents.get(incoming.machineId);
  if (outcome.stored && agent) agent.lastSeq = Math.max(agent.lastSeq, incoming.message.seq);
  return outcome;
}

function dispatch(context: Context, incoming: Incoming): IngestOutcome {
  const { message } = incoming;
  switch (message.type) {
    case 'snapshot':
      return applySnapshot(context, message, incoming);
    case 'snapshot_confirmed':
      return applyConfirmation(context, message, incoming);
    case 'metrics':
      return applyMetrics(context, message, incoming);
    case 'execution_started':
      return applyStarted(context, message, incoming);
    case 'execution_finished':
      return applyFinished(context, message, incoming);
    case 'event':
      return applyEvent(context, message, incoming);
  }
}
