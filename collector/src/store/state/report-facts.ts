import type { ReportedRun, ReportFacts } from '../../domain/reports.ts';
import { anyOf } from '../database/dialect.ts';
import type { Database } from '../database/open.ts';

export interface EndedRun {
  readonly machineId: string;
  readonly result: ReportedRun;
}

/** What the reports on these runs are made of, by execution. A machine that is not known gets none. */
export async function readReportFacts(
  { db, dialect }: Pick<Database, 'db' | 'dialect'>,
  runs: readonly EndedRun[],
): Promise<ReportFacts[]> {
  const machines = await db
    .selectFrom('machines')
    .select(['id', 'name'])
    .where('id', 'in', anyOf(dialect, new Set(runs.map(({ machineId }) => machineId))))
    .execute();
  const jobs = await db
    .selectFrom('jobs as j')
    .leftJoin('apiClients as c', 'c.id', 'j.actorId')
    .select(['j.id', 'j.machineId', 'j.actorType', 'j.actorId', 'j.reason', 'j.parametersJson', 'c.name'])
    .where('j.id', 'in', anyOf(dialect, new Set(runs.map(({ result }) => result.jobId))))
    .execute();
  const nameOf = new Map(machines.map(({ id, name }) => [id, name]));
  const jobOf = new Map(jobs.map((job) => [job.id, job]));
  return runs.flatMap(({ machineId, result }): ReportFacts[] => {
    const machineName = nameOf.get(machineId);
    if (machineName === undefined) return [];
    const found = jobOf.get(result.jobId);
    const job = found?.machineId === machineId ? found : undefined;
    return [
      {
        machineId,
        machineName,
        result,
        actorType: result.mode === 'scheduled' ? 'schedule' : (job?.actorType ?? 'system'),
        actorId: job?.actorId ?? null,
        actorName: job?.name ?? null,
        reason: job?.reason ?? null,
        parameters: job ? (JSON.parse(job.parametersJson) as Record<string, unknown>) : null,
      },
    ];
  });
}
