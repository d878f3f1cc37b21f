import type { Actor } from '../../domain/rows.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { Unit } from '../state/unit.ts';

/** Whether there is such a machine to rename. The same name again changes nothing. */
export async function renameMachine(
  tx: WriteTransaction,
  id: string,
  { name }: { name?: string },
  by: Actor,
): Promise<boolean> {
  const unit = await Unit.of(tx, new Date().toISOString(), [id]);
  const machine = unit.machines.get(id);
  if (!machine || machine.deletedAt !== null) return false;
  if (name === undefined || name === machine.name) return true;
  await tx.db.updateTable('machines').set({ name, updatedAt: unit.at }).where('id', '=', id).execute();
  const payload = { from: machine.name, to: name };
  unit.machineState.recordEvent({
    machineId: id,
    eventType: 'machine_renamed',
    severity: 'info',
    ...by,
    payload,
  });
  unit.touch(id);
  await unit.flush();
  return true;
}

/** Whether there is such a machine to delete. Its agent is refused from now on; its history stays until it is purged. */
export async function deleteMachine(
  tx: WriteTransaction,
  id: string,
  at: string,
  by: Actor,
): Promise<boolean> {
  const unit = await Unit.of(tx, at, [id]);
  const machine = unit.machines.get(id);
  if (!machine || machine.deletedAt !== null) return false;
  await tx.db.updateTable('machines').set({ deletedAt: at, updatedAt: at }).where('id', '=', id).execute();
  await tx.db
    .updateTable('jobs')
    .set({ status: 'cancelled', finishedAt: at, outcome: 'The machine was deleted.' })
    .where('machineId', '=', id)
    .where('status', 'in', ['queued', 'sent'])
    .execute();
  unit.machineState.recordEvent({ machineId: id, eventType: 'machine_deleted', severity: 'info', ...by });
  unit.touch(id);
  await unit.flush();
  return true;
}
