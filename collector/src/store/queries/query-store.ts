import type { QueryStore } from '../../domain/queries.ts';
import { anyOf } from '../database/dialect.ts';
import type { Database } from '../database/open.ts';
import { deleteMachine, editMachine } from '../machines/edit.ts';
import { changeTags } from '../machines/retag.ts';
import { MACHINE_COLUMNS } from '../state/statements.ts';
import { EXECUTION_COLUMNS, SNAPSHOT_COLUMNS } from './columns.ts';
import { knownMachines } from './known-machines.ts';
import { machineViews } from './machine-views.ts';
import { nameOf } from './names.ts';
import { keysetPage } from './page.ts';
import { PendingIndex } from './pending-index.ts';

const EXECUTION_FILTERS = ['machineId', 'status', 'action', 'requestId', 'jobId'] as const;

/** What the API reads, and the few things that it changes directly. */
export function queryStore(database: Database): QueryStore {
  const { db, writer } = database;
  const selectEvents = () =>
    db.selectFrom('machineEvents').selectAll().select(nameOf('machine_events.actor_id').as('actorName'));
  const pending = new PendingIndex(database);
  return {
    async machines(page, tag) {
      const machines = await keysetPage(
        page,
        ['string', 'string'],
        (after, limit) => {
          let query = db
            .selectFrom('machines')
            .select(MACHINE_COLUMNS)
            .where('deletedAt', 'is', null)
            .orderBy('createdAt')
            .orderBy('id')
            .limit(limit);
          if (tag !== undefined)
            query = query.where('id', 'in', (eb) =>
              eb.selectFrom('machineTags').select('machineTags.machineId').where('tag', '=', tag),
            );
          if (!after) return query.execute();
          const [createdAt, id] = after;
          return query
            .where((eb) => eb(eb.refTuple('createdAt', 'id'), '>', eb.tuple(createdAt, id)))
            .execute();
        },
        ({ createdAt, id }) => [createdAt, id],
      );
      return { items: await machineViews(database, machines.items), next: machines.next };
    },
    async machine(id) {
      const machines = db.selectFrom('machines').select(MACHINE_COLUMNS).where('id', '=', id);
      const [view] = await machineViews(database, await machines.where('deletedAt', 'is', null).execute());
      return view ?? null;
    },
    async machinesById(ids) {
      const machines = db.selectFrom('machines').select(MACHINE_COLUMNS);
      const wanted = machines.where('id', 'in', anyOf(database.dialect, ids)).where('deletedAt', 'is', null);
      return machineViews(database, await wanted.execute());
    },
    pendingPackages: () => pending.all(),
    async pendingSince(machineId) {
      const row = await db
        .selectFrom('machinePending')
        .select('sinceJson')
        .where('machineId', '=', machineId)
        .executeTakeFirst();
      return row ? JSON.parse(row.sinceJson) : null;
    },
    async editMachine(id, patch, by) {
      const { result, changes } = await writer.write((tx) => editMachine(tx, id, patch, by));
      return result ? changes : null;
    },
    changeTags: (change, by) => writer.write((tx) => changeTags(tx, change, by)),
    async deleteMachine(id, at, by) {
      const { result, changes } = await writer.write((tx) => deleteMachine(tx, id, at, by));
      return result ? changes : null;
    },
    snapshots: (machineId, kind, page) =>
      keysetPage(
        page,
        ['number'],
        (after, limit) => {
          let query = db
            .selectFrom('snapshots')
            .select([...SNAPSHOT_COLUMNS, 'seq'])
            .where('machineId', '=', machineId)
            .orderBy('seq', 'desc')
            .limit(limit);
          if (kind) query = query.where('kind', '=', kind);
          if (after) query = query.where('seq', '<', after[0]);
          return query.execute();
        },
        ({ seq }) => [seq],
      ),
    latestSnapshot: async (machineId, kind) =>
      (await db
        .selectFrom('snapshots')
        .select(SNAPSHOT_COLUMNS)
        .where('machineId', '=', machineId)
        .where('kind', '=', kind)
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst()) ?? null,
    hardware: async (machineId) =>
      (await db
        .selectFrom('machineHardware')
        .selectAll()
        .where('machineId', '=', machineId)
        .executeTakeFirst()) ?? null,
    knownMachines: () => knownMachines(db),
    async metrics(machineId) {
      const row = await db
        .selectFrom('machineMetricsLatest')
        .selectAll()
        .where('machineId', '=', machineId)
        .executeTakeFirst();
      if (!row) return null;
      const { messageSeq: _, overJson: __, ...metrics } = row;
      return metrics;
    },
    events: ({ machineId, order = 'newest' }, page) =>
      keysetPage(
        page,
        ['number'],
        (after, limit) => {
          const [direction, beyond] = order === 'newest' ? (['desc', '<'] as const) : (['asc', '>'] as const);
          let query = selectEvents().orderBy('seq', direction).limit(limit);
          if (machineId !== undefined) query = query.where('machineId', '=', machineId);
          if (after) query = query.where('seq', beyond, after[0]);
          return query.execute();
        },
        ({ seq }) => [seq],
      ),
    event: async (id) => (await selectEvents().where('id', '=', id).executeTakeFirst()) ?? null,
    execution: async (id) =>
      (await db.selectFrom('executions').select(EXECUTION_COLUMNS).where('id', '=', id).executeTakeFirst()) ??
      null,
    executions: (filter, page) =>
      keysetPage(
        page,
        ['number'],
        (after, limit) => {
          let query = db
            .selectFrom('executions')
            .select([...EXECUTION_COLUMNS, 'startedSeq'])
            .orderBy('startedSeq', 'desc')
            .limit(limit);
          for (const column of EXECUTION_FILTERS) {
            const wanted = filter[column];
            if (wanted !== undefined) query = query.where(column, '=', wanted);
          }
          if (after) query = query.where('startedSeq', '<', after[0]);
          return query.execute();
        },
        ({ startedSeq }) => [startedSeq],
      ),
    async changesAfter(seq, limit) {
      const meta = await db.selectFrom('storeMeta').select(['seq', 'prunedSeq']).executeTakeFirstOrThrow();
      if (seq < meta.prunedSeq || seq > meta.seq) return null;
      return db
        .selectFrom('changes')
        .select(['seq', 'type', 'machineId', 'refId'])
        .where('seq', '>', seq)
        .orderBy('seq')
        .limit(limit)
        .execute();
    },
    async lastSeq() {
      const { seq } = await db.selectFrom('storeMeta').select('seq').executeTakeFirstOrThrow();
      return seq;
    },
  };
}
