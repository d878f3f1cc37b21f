import type { Actor } from '../../domain/rows.ts';
import type { AuditEvent } from '../../domain/users.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { Unit } from './unit.ts';

/** Puts what concerns no machine on the timeline of the fleet: who did what, a note unless it says otherwise. */
export async function recordAudit(
  tx: WriteTransaction,
  event: AuditEvent,
  { actorType, actorId }: Actor,
  at: string,
): Promise<void> {
  const unit = await Unit.of(tx, at, []);
  unit.machineState.recordEvent({ severity: 'info', ...event, machineId: null, actorType, actorId });
  await unit.flush();
}
