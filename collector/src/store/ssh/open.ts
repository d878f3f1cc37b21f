import { v7 as uuid } from 'uuid';
import type { Actor } from '../../domain/rows.ts';
import type { NewSshInstall } from '../../domain/ssh.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { newMachine } from '../machines/new-machine.ts';
import { setTags } from '../machines/tags.ts';
import { refreshPostInstall } from '../post-install/refresh.ts';
import { Unit } from '../state/unit.ts';

/** Makes an attempt, the row that its machine will have, and a token for that row. False while another goes on for the place. */
export async function openSshInstall(
  tx: WriteTransaction,
  attempt: NewSshInstall,
  by: Actor,
): Promise<boolean> {
  const { id, hostname, port, username, hostKey, name, tags, keepCredentials, sealed, token, at } = attempt;
  const other = await tx.db
    .selectFrom('sshInstalls')
    .select('id')
    .where('hostname', '=', hostname)
    .where('port', '=', port)
    .where('finishedAt', 'is', null)
    .executeTakeFirst();
  if (other) return false;

  const machineId = uuid();
  const tokenId = uuid();
  await tx.db
    .insertInto('machines')
    .values({ ...newMachine(machineId, name ?? hostname, hostname, at), port, username, ...sealed })
    .execute();
  await tx.db
    .insertInto('enrolmentTokens')
    .values({
      ...token,
      ...{ id: tokenId, name, createdAt: at, createdBy: by.actorId, maxUses: 1, uses: 0, machineId },
      revokedAt: null,
    })
    .execute();
  await tx.db
    .insertInto('sshInstalls')
    .values({
      ...{ id, hostname, port, username, hostKey, machineId, tokenId },
      keepCredentials: keepCredentials ? 1 : 0,
      state: 'queued',
      ...{ code: null, message: null, next: null, output: null },
      actorType: by.actorType,
      actorId: by.actorId,
      createdAt: at,
      updatedAt: at,
      finishedAt: null,
    })
    .execute();

  const unit = await Unit.of(tx, at, [machineId]);
  unit.machineState.upsertMachineState(machineId, {});
  // Of no machine: that row goes when the attempt fails, and what was tried must stay on the timeline.
  unit.machineState.recordEvent({
    machineId: null,
    eventType: 'ssh_install_started',
    severity: 'info',
    message: `The agent is to be installed on ${hostname} over SSH, as ${username}.`,
    payload: { attemptId: id, hostname, port, username, hostKey },
    ...by,
  });
  tx.record({ type: 'ssh_install', machineId, refId: id });
  unit.touch(machineId);
  await unit.flush();
  const retagged = await setTags(tx, new Map([[machineId, tags]]), at);
  await refreshPostInstall(tx, at, retagged.keys());
  return true;
}
