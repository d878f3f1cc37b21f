import type { MachinePatch } from '../../domain/queries.ts';
import type { Actor } from '../../domain/rows.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { refreshPostInstall } from '../post-install/refresh.ts';
import { eraseCredentials } from '../ssh/erase.ts';
import { Unit } from '../state/unit.ts';
import { recordRetagged } from './retag.ts';
import { setTags } from './tags.ts';

/** Whether there is such a machine to edit. What is as it was already changes nothing. */
export async function editMachine(
  tx: WriteTransaction,
  id: string,
  { name, tags }: MachinePatch,
  by: Actor,
): Promise<boolean> {
  const unit = await Unit.of(tx, new Date().toISOString(), [id]);
  const machine = unit.machines.get(id);
  if (!machine || machine.deletedAt !== null) return false;
  if (name !== undefined && name !== machine.name) {
    await tx.db.updateTable('machines').set({ name, updatedAt: unit.at }).where('id', '=', id).execute();
    const payload = { from: machine.name, to: name };
    const event = { machineId: id, severity: 'info', eventType: 'machine_renamed', ...by } as const;
    unit.machineState.recordEvent({ ...event, message: `Renamed from ${machine.name} to ${name}.`, payload });
    unit.touch(id);
  }
  const retagged = tags && (await setTags(tx, new Map([[id, tags]]), unit.at)).get(id);
  if (retagged) recordRetagged(unit, id, retagged, by);
  await unit.flush();
  if (retagged) await refreshPostInstall(tx, unit.at, [id]);
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
  await eraseCredentials(tx, id);
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
