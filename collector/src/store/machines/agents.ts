import type { AgentStore, Connected } from '../../domain/agents.ts';
import { BulkUpdate } from '../database/bulk.ts';
import { anyOf } from '../database/dialect.ts';
import { GroupCommit } from '../database/group-commit.ts';
import type { Database } from '../database/open.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { Unit } from '../state/unit.ts';
import type { AgentsTable } from '../tables.ts';
import { quarantine } from './quarantine.ts';

type Presence = Omit<AgentsTable, 'publicKey' | 'lastSeq' | 'tokenId'>;

const setPresence = new BulkUpdate<Presence>('agents', 'machineId', {
  counter: 'bigint',
  attempt: 'text',
  connected: 'integer',
  connectedSince: 'text',
  disconnectedAt: 'text',
  address: 'text',
  agentVersion: 'text',
  hostname: 'text',
  bootId: 'text',
  clockSkewMs: 'bigint',
});

type Absence = Pick<AgentsTable, 'machineId' | 'connected' | 'connectedSince' | 'disconnectedAt'>;
const setAbsence = new BulkUpdate<Absence>('agents', 'machineId', {
  connected: 'integer',
  connectedSince: 'text',
  disconnectedAt: 'text',
});

const setSkew = new BulkUpdate<Pick<AgentsTable, 'machineId' | 'clockSkewMs'>>('agents', 'machineId', {
  clockSkewMs: 'bigint',
});
const setSeen = new BulkUpdate<{ id: string; lastSeenAt: string }>('machines', 'id', { lastSeenAt: 'text' });

interface Disconnected {
  readonly machineId: string;
  readonly at: string;
  readonly reason: string;
}

/** What the link knows and keeps of agents. */
export function agentStore({ db, writer, epoch }: Database): AgentStore {
  const connections = new GroupCommit<Connected>(writer, storeConnected);
  const departures = new GroupCommit<Disconnected>(writer, storeDisconnected);
  return {
    epoch,
    async findAgent(machineId) {
      const row = await db
        .selectFrom('agents')
        .innerJoin('machines', 'machines.id', 'agents.machineId')
        .select([
          'machineId',
          'name',
          'publicKey',
          'counter',
          'attempt',
          'lastSeq',
          'deletedAt',
          'quarantine',
        ])
        .where('machineId', '=', machineId)
        .executeTakeFirst();
      if (!row) return null;
      const { deletedAt, quarantine: reason, ...agent } = row;
      return { ...agent, deleted: deletedAt !== null, quarantined: reason !== null };
    },
    recordConnected: (connected) => connections.add(connected),
    recordDisconnected: (machineId, at, reason) => departures.add({ machineId, at, reason }),
    async recordSeen(seen) {
      if (seen.length === 0) return;
      await writer.write(async (tx) => {
        await setSeen.run(
          tx,
          seen.map(({ machineId, at }) => ({ id: machineId, lastSeenAt: at })),
        );
        await setSkew.run(tx, seen);
      });
    },
    quarantine: async (visit) => (await writer.write((tx) => quarantine(tx, visit))).changes,
    async clearPresence() {
      const disconnectedAt = new Date().toISOString();
      await writer.write((tx) =>
        tx.db
          .updateTable('agents')
          .set({ connected: 0, connectedSince: null, disconnectedAt })
          .where('connected', '=', 1)
          .execute(),
      );
    },
  };
}

async function storeConnected(tx: WriteTransaction, group: readonly Connected[]): Promise<void> {
  const unit = await Unit.of(tx, group[0]!.at, machineIds(group));
  const known = group.filter(({ machineId }) => unit.machines.has(machineId));
  await setPresence.run(
    tx,
    known.map(({ at, ...each }) => ({ ...each, connected: 1, connectedSince: at, disconnectedAt: null })),
  );
  for (const { machineId, at, address, agentVersion, clockSkewMs } of known) {
    unit.at = at;
    unit.updateMachine(machineId, { lastSeenAt: at });
    unit.machineState.recordEvent({
      machineId,
      eventType: 'agent_connected',
      severity: 'info',
      payload: { address, agentVersion, clockSkewMs },
    });
    tx.record({ type: 'machine', machineId, refId: machineId });
  }
  await unit.flush();
}

async function storeDisconnected(tx: WriteTransaction, group: readonly Disconnected[]): Promise<void> {
  const ids = anyOf(tx.dialect, machineIds(group));
  const connected = await tx.db
    .selectFrom('agents')
    .select('machineId')
    .where('machineId', 'in', ids)
    .where('connected', '=', 1)
    .execute();
  const present = new Set(connected.map(({ machineId }) => machineId));
  const gone = group.filter(({ machineId }) => present.has(machineId));
  const unit = await Unit.of(tx, group[0]!.at, machineIds(gone));
  await setAbsence.run(
    tx,
    gone.map(({ machineId, at }) => ({ machineId, connected: 0, connectedSince: null, disconnectedAt: at })),
  );
  for (const { machineId, at, reason } of gone) {
    unit.at = at;
    unit.machineState.recordEvent({
      machineId,
      eventType: 'agent_disconnected',
      severity: 'info',
      message: reason,
    });
    tx.record({ type: 'machine', machineId, refId: machineId });
  }
  await unit.flush();
}

const machineIds = (group: readonly { machineId: string }[]): Set<string> =>
  new Set(group.map(({ machineId }) => machineId));
