import { postInstallStatus } from '../../domain/post-install.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { Unit } from '../state/unit.ts';
import { readPostInstallFacts } from './facts.ts';

/** Brings the post-install status of machines into step with what it depends on, once that is written. */
export async function refreshPostInstall(
  tx: WriteTransaction,
  at: string,
  machineIds: Iterable<string>,
): Promise<void> {
  const ids = [...new Set(machineIds)];
  if (ids.length === 0) return;
  const unit = await Unit.of(tx, at, ids);
  for (const [machineId, facts] of await readPostInstallFacts(tx, [...unit.machines.keys()])) {
    const status = postInstallStatus(facts);
    if (unit.state(machineId).postInstallStatus === status) continue;
    unit.machineState.upsertMachineState(machineId, { postInstallStatus: status });
    unit.touch(machineId);
  }
  await unit.flush();
}
