import type { JobStatus } from '@suivi/shared';
import { SYSTEM } from '../domain/actor.ts';
import type { JobHead, JobStore, JobView } from '../domain/jobs.ts';
import type { Actor, JobRow } from '../domain/rows.ts';
import { actionRequestStore } from './action-requests.ts';
import { anyOf } from './database/dialect.ts';
import type { Database } from './database/open.ts';
import type { WriteTransaction } from './database/transaction.ts';
import type { StoreParts } from './ingest/context.ts';
import { closeLost } from './lost.ts';
import { nameOf } from './queries/names.ts';
import { keysetPage } from './queries/page.ts';
import { Unit } from './state/unit.ts';
import type { JobsTable } from './tables.ts';

const FINAL: ReadonlySet<JobStatus> = new Set(['done', 'cancelled', 'expired', 'refused']);

const HEAD_COLUMNS = [
  'id',
  'executionId',
  'machineId',
  'action',
  'planHash',
  'status',
  'actorType',
  'actorId',
  'requestId',
  'reason',
  'createdAt',
  'expiresAt',
  'sentAt',
  'finishedAt',
  'outcome',
] as const satisfies readonly (keyof JobHead)[];

const actorName = nameOf('jobs.actor_id').as('actorName');

/** Jobs, from the request to their end. */
export function jobStore(database: Database, parts: StoreParts): JobStore {
  const { db, dialect, writer } = database;
  const oldest = async (machineId: string, status: JobStatus): Promise<JobsTable | undefined> =>
    db
      .selectFrom('jobs')
      .selectAll()
      .where('machineId', '=', machineId)
      .where('status', '=', status)
      .orderBy('createdAt')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
  const findBy = async (column: 'id' | 'executionId', value: string): Promise<JobView<JobRow> | null> => {
    const jobs = db.selectFrom('jobs').selectAll().select(actorName).where(column, '=', value);
    const job = await jobs.executeTakeFirst();
    if (!job) return null;
    const { signature: _, ...shown } = job;
    return shown;
  };
  return {
    ...actionRequestStore(database),
    find: (jobId) => findBy('id', jobId),
    findByExecution: (executionId) => findBy('executionId', executionId),
    list: ({ machineId, status, requestId }, page) =>
      keysetPage(
        page,
        ['string', 'string'],
        (after, limit) => {
          let query = db
            .selectFrom('jobs')
            .select(HEAD_COLUMNS)
            .select(actorName)
            .orderBy('createdAt', 'desc')
            .orderBy('id', 'desc')
            .limit(limit);
          if (machineId !== undefined) query = query.where('machineId', '=', machineId);
          if (status !== undefined) query = query.where('status', '=', status);
          if (requestId !== undefined) query = query.where('requestId', '=', requestId);
          if (!after) return query.execute();
          const [createdAt, id] = after;
          return query
            .where((eb) => eb(eb.refTuple('createdAt', 'id'), '<', eb.tuple(createdAt, id)))
            .execute();
        },
        ({ createdAt, id }) => [createdAt, id],
      ),
    async next(machineId) {
      if (await oldest(machineId, 'running')) return null;
      const job = (await oldest(machineId, 'sent')) ?? (await oldest(machineId, 'queued'));
      if (!job) return null;
      return { job: rowOf(job), order: orderOf(job), signature: job.signature };
    },
    setStatus: async (jobId, status, at, outcome, by) =>
      (await writer.write((tx) => setStatus(tx, [jobId], status, at, outcome, by))).changes,
    async expire(now) {
      const due = await db
        .selectFrom('jobs')
        .select('id')
        .where('status', 'in', ['queued', 'sent'])
        .where('expiresAt', '<=', now)
        .execute();
      if (due.length === 0) return [];
      const ids = due.map(({ id }) => id);
      const outcome = 'It expired before the machine began it.';
      return (await writer.write((tx) => setStatus(tx, ids, 'expired', now, outcome))).changes;
    },
    runningExecutions: (machineId) =>
      db
        .selectFrom('executions')
        .select(['id', 'jobId'])
        .where('machineId', '=', machineId)
        .where('status', '=', 'running')
        .execute(),
    async unfinished(machineId, executionIds) {
      const stored = await db
        .selectFrom('executions')
        .select('id')
        .where('machineId', '=', machineId)
        .where('id', 'in', anyOf(dialect, executionIds))
        .where('finishedAt', 'is not', null)
        .execute();
      const ended = new Set(stored.map(({ id }) => id));
      return executionIds.filter((id) => !ended.has(id));
    },
    closeLost: (executionId, at, errorKind) => closeLost(database, parts, executionId, at, errorKind),
  };

  async function setStatus(
    tx: WriteTransaction,
    jobIds: readonly string[],
    status: JobStatus,
    at: string,
    outcome: string | undefined,
    by: Actor = SYSTEM,
  ): Promise<void> {
    const jobs = await tx.db
      .selectFrom('jobs')
      .selectAll()
      .where('id', 'in', anyOf(dialect, jobIds))
      .execute();
    const unit = await Unit.of(tx, at, new Set(jobs.map(({ machineId }) => machineId)));
    for (const job of jobs) if (mayBecome(job.status, status)) moveJob(unit, job, status, outcome, by);
    await unit.flush();
  }
}

/** A job's end is its end, and a job that runs has been sent. */
const mayBecome = (from: JobStatus, to: JobStatus): boolean =>
  from !== to && !FINAL.has(from) && !(from === 'running' && !FINAL.has(to));

function moveJob(
  unit: Unit,
  job: JobsTable,
  status: JobStatus,
  outcome: string | undefined,
  { actorType, actorId }: Actor,
): void {
  unit.updateJob(job, {
    status,
    ...(status === 'sent' && { sentAt: unit.at }),
    ...(FINAL.has(status) && { finishedAt: unit.at, outcome: outcome ?? null }),
  });
  const { machineId, executionId } = job;
  if (status === 'refused' || status === 'expired' || status === 'cancelled')
    unit.machineState.recordEvent({
      machineId,
      eventType: `job_${status}`,
      severity: status === 'cancelled' ? 'info' : 'warning',
      actorType,
      actorId,
      executionId,
      jobId: job.id,
      message: outcome ?? null,
      payload: { action: job.action },
    });
  unit.tx.record({ type: 'execution', machineId, refId: executionId });
}

function rowOf({ signature: _, ...job }: JobsTable): JobRow {
  return job;
}

/** The order exactly as it was signed. */
const orderOf = (job: JobsTable) => ({
  jobId: job.id,
  executionId: job.executionId,
  machineId: job.machineId,
  action: job.action,
  parameters: JSON.parse(job.parametersJson) as Record<string, unknown>,
  planHash: job.planHash,
  issuedAt: job.createdAt,
  expiresAt: job.expiresAt,
});
