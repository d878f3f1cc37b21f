import type { Kysely } from 'kysely';
import { v7 as uuid } from 'uuid';
import type {
  ActionItem,
  AnsweredRequest,
  JobMachine,
  JobStore,
  NewJob,
  NewRequest,
  Selection,
} from '../domain/jobs.ts';
import { BulkInsert } from './database/bulk.ts';
import { anyOf } from './database/dialect.ts';
import type { Database } from './database/open.ts';
import type { WriteTransaction } from './database/transaction.ts';
import { Unit } from './state/unit.ts';
import type { JobsTable, Tables } from './tables.ts';

/** For how long a repeated request is answered as it was the first time. */
const KEPT_MS = 30 * 86_400_000;
const FORGOTTEN_AT_ONCE = 500;

type NewJobRow = Omit<JobsTable, 'sentAt' | 'finishedAt' | 'outcome'>;

const insertJobs = new BulkInsert<NewJobRow>('jobs', [
  'id',
  'executionId',
  'machineId',
  'action',
  'parametersJson',
  'planHash',
  'status',
  'actorType',
  'actorId',
  'requestId',
  'reason',
  'createdAt',
  'expiresAt',
  'signature',
]);

/** Requests for actions: from what a client asks of machines to their jobs. */
export function actionRequestStore({
  db,
  dialect,
  writer,
}: Database): Pick<JobStore, 'create' | 'findRequest' | 'select'> {
  return {
    async create(request) {
      const { result, changes } = await writer.write((tx) => create(tx, request, new Date()));
      return { ...result, changes };
    },
    findRequest: (actorId, requestId) => findRequest(db, actorId, requestId),
    async select(selection, limit) {
      const machines = selectMachines(db);
      const selected =
        'machineIds' in selection
          ? machines.where('id', 'in', anyOf(dialect, selection.machineIds))
          : trusted(machines, selection);
      return (await selected.orderBy('createdAt').orderBy('id').limit(limit).execute()).map(
        ({ id, deletedAt, quarantine }): JobMachine => ({
          id,
          isDeleted: deletedAt !== null,
          isQuarantined: quarantine !== null,
        }),
      );
    },
  };
}

const selectMachines = (db: Kysely<Tables>) =>
  db.selectFrom('machines').select(['id', 'deletedAt', 'quarantine']);
type Machines = ReturnType<typeof selectMachines>;

function trusted(machines: Machines, selection: Exclude<Selection, { machineIds: unknown }>): Machines {
  const rows = machines.where('deletedAt', 'is', null).where('quarantine', 'is', null);
  if ('all' in selection) return rows;
  return rows.where('id', 'in', (eb) =>
    eb.selectFrom('machineTags').select('machineTags.machineId').where('tag', '=', selection.tag),
  );
}

async function create(
  tx: WriteTransaction,
  request: NewRequest,
  now: Date,
): Promise<{ items: readonly ActionItem[]; before: AnsweredRequest | null }> {
  const { actorId, requestId, fingerprint } = request;
  if (fingerprint !== null) {
    const before = await findRequest(tx.db, actorId, requestId);
    if (before) return { items: before.items, before };
  }
  const { items, jobs } = await admit(tx, request);
  await insertJobs.run(
    tx,
    jobs.map((job) => rowOf(job, request)),
  );
  if (jobs.length > 0) await tell(tx, request, jobs, now.toISOString());
  for (const { order } of jobs)
    tx.record({ type: 'execution', machineId: order.machineId, refId: order.executionId });
  if (fingerprint !== null) {
    const answerJson = JSON.stringify(items);
    const createdAt = now.toISOString();
    await forget(tx, new Date(now.getTime() - KEPT_MS).toISOString());
    await tx.db
      .insertInto('actionRequests')
      .values({ id: uuid(), actorId, requestId, fingerprint, answerJson, createdAt })
      .execute();
  }
  return { items, before: null };
}

/** One line on the timeline of who asked what of whom: of the machine, or of the fleet when there are several. */
async function tell(
  tx: WriteTransaction,
  { actorType, actorId, requestId, reason }: NewRequest,
  jobs: readonly NewJob[],
  at: string,
): Promise<void> {
  const [{ order }, ...others] = jobs as [NewJob, ...NewJob[]];
  const { action, machineId, jobId, executionId } = order;
  const unit = await Unit.of(tx, at, []);
  const one = others.length === 0;
  unit.machineState.recordEvent({
    machineId: one ? machineId : null,
    eventType: 'action_requested',
    severity: 'info',
    actorType,
    actorId,
    ...(one && { jobId, executionId }),
    message: reason,
    payload: { action, machines: jobs.length, requestId },
  });
  await unit.flush();
}

/** The jobs that there is room for, and what is answered for each item. */
async function admit(
  tx: WriteTransaction,
  { items, mostOpen }: NewRequest,
): Promise<{ items: ActionItem[]; jobs: NewJob[] }> {
  const asked = items.flatMap((item) => ('order' in item ? [item.order.machineId] : []));
  const open = await openJobs(tx, asked);
  const jobs: NewJob[] = [];
  const answers = items.map((item): ActionItem => {
    if (!('order' in item)) return item;
    const { machineId, jobId, executionId } = item.order;
    const count = open.get(machineId);
    if (count === undefined)
      return { machineId, code: 'machine_deleted', message: 'The machine was deleted just now.' };
    if (count >= mostOpen) {
      const message = `${mostOpen} jobs of this machine are waiting already.`;
      return { machineId, code: 'too_many_jobs', message };
    }
    open.set(machineId, count + 1);
    jobs.push(item);
    return { machineId, jobId, executionId };
  });
  return { items: answers, jobs };
}

/** How many open jobs each of these machines has; a deleted one is left out. */
async function openJobs(tx: WriteTransaction, machineIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.db
    .selectFrom('machines as m')
    .select((eb) => [
      'm.id',
      eb
        .selectFrom('jobs')
        .select((count) => count.fn.countAll<number | string>().as('count'))
        .whereRef('jobs.machineId', '=', 'm.id')
        .where('jobs.status', 'in', ['queued', 'sent', 'running'])
        .as('count'),
    ])
    .where('m.id', 'in', anyOf(tx.dialect, machineIds))
    .where('m.deletedAt', 'is', null)
    .execute();
  return new Map(rows.map(({ id, count }) => [id, Number(count)]));
}

async function findRequest(
  db: Kysely<Tables>,
  actorId: string,
  requestId: string,
): Promise<AnsweredRequest | null> {
  const row = await db
    .selectFrom('actionRequests')
    .select(['fingerprint', 'answerJson'])
    .where('actorId', '=', actorId)
    .where('requestId', '=', requestId)
    .executeTakeFirst();
  return row ? { fingerprint: row.fingerprint, items: JSON.parse(row.answerJson) as ActionItem[] } : null;
}

async function forget(tx: WriteTransaction, cutoff: string): Promise<void> {
  await tx.db
    .deleteFrom('actionRequests')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('actionRequests as old')
        .select('old.id')
        .where('old.createdAt', '<', cutoff)
        .limit(FORGOTTEN_AT_ONCE),
    )
    .execute();
}

const rowOf = (
  { order, signature }: NewJob,
  { actorType, actorId, requestId, reason }: NewRequest,
): NewJobRow => ({
  id: order.jobId,
  executionId: order.executionId,
  machineId: order.machineId,
  action: order.action,
  parametersJson: JSON.stringify(order.parameters),
  planHash: order.planHash,
  status: 'queued',
  actorType,
  actorId,
  requestId,
  reason,
  createdAt: order.issuedAt,
  expiresAt: order.expiresAt,
  signature,
});
