import { join } from 'node:path';
import type { DurableDraft } from '../domain/ports.ts';
import { type RunnerPaths, runPaths } from '../domain/run-files.ts';
import { SetAside } from '../host/set-aside.ts';
import type { Queue } from './queue.ts';
import type { DamagedRecord, JobRecord, JobRecords } from './records.ts';
import { readStart } from './run-files.ts';

const SET_ASIDE_KEPT = 100;

/** Reads what an earlier process left. Damaged records are set aside, told to `report`, and made anew from the job's other files. */
export async function loadRecords(
  stateDir: string,
  records: JobRecords,
  queue: Queue,
  runner: RunnerPaths,
  report: (event: DurableDraft) => Promise<unknown>,
): Promise<JobRecord[]> {
  const { records: good, damaged } = await records.load();
  const aside = await SetAside.open(join(stateDir, 'jobs-set-aside'), SET_ASIDE_KEPT);
  for (const one of damaged) {
    await aside.move(one.path);
    const mended = await mend(one, queue, runner);
    if (mended) {
      await records.save(mended);
      good.push(mended);
    }
    await report(fileDamaged(one.path, `${one.reason}${mended ? ' It was made anew.' : ''}`));
  }
  return good.sort((a, b) => a.position - b.position);
}

async function mend({ jobId }: DamagedRecord, queue: Queue, runner: RunnerPaths): Promise<JobRecord | null> {
  const unknown = { phase: 'accepted', startedAt: null, finishedAt: null } as const;
  const queued = await queue.find(jobId);
  if (queued) return { ...queued, ...unknown };
  const start = await readStart(runPaths(runner.runs, jobId));
  return start && 'value' in start ? { job: start.value.job, position: 0, ...unknown } : null;
}

/** What the timeline says of a file that cannot be used. */
export const fileDamaged = (file: string, reason: string): DurableDraft => ({
  type: 'event',
  eventType: 'journal_file_damaged',
  severity: 'warning',
  occurredAt: new Date().toISOString(),
  message: `A file of a job could not be used: ${file}: ${reason}`.slice(0, 2000),
});
