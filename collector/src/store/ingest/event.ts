import type { DurableMessage } from '@suivi/shared';
import { type Handler, invalid, STORED } from './context.ts';

/** Puts what the agent has to say on the machine's timeline, at the collector's time; the machine's goes into the payload. */
export const applyEvent: Handler<Extract<DurableMessage, { type: 'event' }>> = (
  { unit, owners },
  { id, eventType, severity, message, occurredAt, actor, details },
  { machineId },
) => {
  const owner = owners.get(id);
  if (owner !== undefined)
    return owner === machineId ? STORED : invalid('The id belongs to another machine.');
  unit.machineState.recordEvent({
    id,
    machineId,
    eventType,
    severity,
    message,
    ...(actor && { actorType: actor.type, actorId: actor.id }),
    payload: { occurredAt, ...(details && { details }) },
  });
  unit.updateMachine(machineId, { lastSeenAt: unit.at });
  owners.set(id, machineId);
  return STORED;
};
