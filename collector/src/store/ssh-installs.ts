import type { SshInstallStore } from '../domain/ssh.ts';
import type { Database } from './database/open.ts';
import { nameOf } from './queries/names.ts';
import { finishSshInstall } from './ssh/finish.ts';
import { openSshInstall } from './ssh/open.ts';
import { recordAudit } from './state/audit.ts';

/** Attempts to install over SSH. */
export function sshInstallStore({ db, writer }: Database): SshInstallStore {
  return {
    async open(attempt, by) {
      const { result, changes } = await writer.write((tx) => openSshInstall(tx, attempt, by));
      return result ? changes : null;
    },
    find: async (id) =>
      (await db
        .selectFrom('sshInstalls')
        .selectAll()
        .select(nameOf('ssh_installs.actor_id').as('actorName'))
        .where('id', '=', id)
        .executeTakeFirst()) ?? null,
    credentials: async (id) =>
      (await db
        .selectFrom('machines')
        .innerJoin('sshInstalls', 'sshInstalls.machineId', 'machines.id')
        .select(['encPassword', 'encSudoPassword', 'encPrivateKey', 'encKeyPassphrase'])
        .where('sshInstalls.id', '=', id)
        .where('sshInstalls.finishedAt', 'is', null)
        .executeTakeFirst()) ?? null,
    async step(id, state, at) {
      const { changes } = await writer.write(async (tx) => {
        const row = await tx.db
          .updateTable('sshInstalls')
          .set({ state, updatedAt: at })
          .where('id', '=', id)
          .where('finishedAt', 'is', null)
          .returning('machineId')
          .executeTakeFirst();
        if (row) tx.record({ type: 'ssh_install', machineId: row.machineId, refId: id });
      });
      return changes;
    },
    async finish(id, outcome, at, by) {
      const { result, changes } = await writer.write((tx) => finishSshInstall(tx, id, outcome, at, by));
      return result ? changes : null;
    },
    async unfinished() {
      const rows = await db.selectFrom('sshInstalls').select('id').where('finishedAt', 'is', null).execute();
      return rows.map(({ id }) => id);
    },
    async recordLook({ hostname, port }, found, by, at) {
      const message = `The SSH host key of ${hostname} (port ${port}) was ${found === null ? 'asked for and not read' : `read: ${found}`}.`;
      const payload = { hostname, port, hostKey: found };
      const { changes } = await writer.write((tx) =>
        recordAudit(tx, { eventType: 'ssh_host_key_read', message, payload }, by, at),
      );
      return changes;
    },
  };
}
