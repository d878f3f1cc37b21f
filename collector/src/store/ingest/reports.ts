import type { Kysely } from 'kysely';
import type { Incoming, ReportFiles } from '../../domain/ports.ts';
import { anyOf, type Dialect } from '../database/dialect.ts';
import { reportsError } from '../store-error.ts';
import type { Tables } from '../tables.ts';

/**
 * Writes the report of each execution that ends in the batch, before the transaction that names it, and gives their
 * paths by execution. Writing one again for a message that was stored before does no harm: it is the same.
 * @throws StoreError `reports_full` or `reports_failed`
 */
export async function writeReports(
  db: Kysely<Tables>,
  dialect: Dialect,
  files: ReportFiles,
  batch: readonly Incoming[],
): Promise<ReadonlyMap<string, string>> {
  const runs = batch.flatMap(({ machineId, message }) =>
    message.type === 'execution_finished' ? [{ machineId, result: message.result }] : [],
  );
  const paths = new Map<string, string>();
  if (runs.length === 0) return paths;

  const machines = await db
    .selectFrom('machines')
    .select(['id', 'name'])
    .where(
      'id',
      'in',
      anyOf(
        dialect,
        runs.map(({ machineId }) => machineId),
      ),
    )
    .execute();
  const names = new Map(machines.map(({ id, name }) => [id, name]));
  const rows = await db
    .selectFrom('jobs')
    .select(['id', 'actorType', 'actorId', 'reason'])
    .where(
      'id',
      'in',
      anyOf(
        dialect,
        runs.map(({ result }) => result.jobId),
      ),
    )
    .execute();
  const jobs = new Map(rows.map((job) => [job.id, job]));
  for (const { machineId, result } of runs) {
    const machineName = names.get(machineId);
    if (machineName === undefined) continue;
    const job = jobs.get(result.jobId);
    const facts = {
      machineId,
      machineName,
      result,
      actorType: result.mode === 'scheduled' ? ('schedule' as const) : (job?.actorType ?? 'system'),
      actorId: job?.actorId ?? null,
      reason: job?.reason ?? null,
    };
    const path = await files.write(facts).catch((error: unknown) => {
      throw reportsError(error);
    });
    paths.set(result.executionId, path);
  }
  return paths;
}
