import type { Incoming } from '../../domain/ingest.ts';
import type { ReportedRun, ReportFiles } from '../../domain/reports.ts';
import type { Database } from '../database/open.ts';
import { type EndedRun, readReportFacts } from '../state/report-facts.ts';
import { reportsError } from '../store-error.ts';

/** Where the files about an execution lie, relative to SU_REPORTS_DIR. */
export interface ResultPaths {
  readonly report: string;
  /** What an application of profiles did, command by command; null where it did nothing. */
  readonly rendered: string | null;
}

/**
 * Writes the report of each execution that ends in the batch, before the transaction that names it, and gives their
 * paths by execution. Writing one again for a message that was stored before does no harm: it is the same.
 * @throws StoreError `reports_full` or `reports_failed`
 */
export async function writeReports(
  database: Pick<Database, 'db' | 'dialect'>,
  files: ReportFiles,
  batch: readonly Incoming[],
): Promise<ReadonlyMap<string, ResultPaths>> {
  const runs = batch.flatMap(({ machineId, message }): EndedRun[] =>
    message.type === 'execution_finished' ? [{ machineId, result: message.result }] : [],
  );
  const paths = new Map<string, ResultPaths>();
  if (runs.length === 0) return paths;
  for (const facts of await readReportFacts(database, runs)) {
    const path = await files.write(facts).catch((error: unknown) => {
      throw reportsError(error);
    });
    const { machineId, result } = facts;
    paths.set(result.executionId, { report: path, rendered: await writeRendered(files, machineId, result) });
  }
  return paths;
}

async function writeRendered(
  files: ReportFiles,
  machineId: string,
  { executionId, postInstall }: ReportedRun,
): Promise<string | null> {
  if (!postInstall || postInstall.operations === 0) return null;
  return files.writeRendered(machineId, executionId, postInstall.rendered).catch((error: unknown) => {
    throw reportsError(error);
  });
}
