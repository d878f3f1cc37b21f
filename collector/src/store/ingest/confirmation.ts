import type { DurableMessage } from '@suivi/shared';
import type { Incoming, IngestOutcome } from '../../domain/ingest.ts';
import { type Context, type Handler, type Latest, latestKey, STORED } from './context.ts';

/** Says that the newest snapshot still holds. One that the store lacks is asked for. */
export const applyConfirmation: Handler<Extract<DurableMessage, { type: 'snapshot_confirmed' }>> = (
  context,
  message,
  incoming,
) => {
  const latest = context.latest.get(latestKey(incoming.machineId, message.kind));
  if (latest?.contentHash !== message.hash) return { stored: true, want: message.kind };
  return confirm(context, latest, incoming, message.seq, message.checkedAt);
};

/**
 * Moves the times of the newest snapshot, and the machine's status to its, unless the message has been counted before.
 * Both its sequence and its time must be old for that: an agent may lose its sequence, and a clock may be set back.
 */
export function confirm(
  { unit, confirmed }: Context,
  latest: Latest,
  { machineId, receivedAt }: Incoming,
  messageSeq: number,
  checkedAt: string,
): IngestOutcome {
  if (messageSeq <= latest.messageSeq && checkedAt <= (latest.lastConfirmedAt ?? latest.checkedAt))
    return STORED;
  confirmed.add(
    Object.assign(latest, {
      lastConfirmedAt: checkedAt,
      confirmedReceivedAt: receivedAt,
      confirmedSeq: unit.tx.seq,
      messageSeq,
    }),
  );
  if (latest.kind !== 'apt_update_analyze') {
    if (latest.kind === 'docker_inventory' && unit.state(machineId).dockerReadAt !== null)
      unit.machineState.upsertMachineState(machineId, { dockerReadAt: checkedAt });
    unit.updateMachine(machineId, { lastSeenAt: receivedAt });
    return STORED;
  }
  const { runningJobId, status } = unit.state(machineId);
  unit.machineState.upsertMachineState(machineId, {
    aptLastAnalyzeAt: checkedAt,
    ...(runningJobId === null && { status: latest.status }),
  });
  unit.updateMachine(machineId, { lastCheckedAt: checkedAt, lastSeenAt: receivedAt });
  if (unit.state(machineId).status !== status) unit.touch(machineId);
  return STORED;
}
