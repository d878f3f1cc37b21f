import type { Incoming } from '../../domain/ingest.ts';
import type { ReportFiles } from '../../domain/reports.ts';
import type { Database } from '../database/open.ts';
import { type EndedRun, readReportFacts } from '../state/report-facts.ts';
import { reportsError } from '../store-error.ts';

/**
 * Writes the report of each execution that ends in the batch, before the transaction that names it, and gives their
 * paths by execution. Writing one again for a message that was stored before does no harm: it is the same.
 * @throws StoreError `reports_full` or `reports_failed`
 */
export async function writeReports(
  database: Pick<Database, 'db' | 'dialect'>,
  files: ReportFiles,
  batch: readonly Incoming[],
): Promise<ReadonlyMap<string, string>> {
  const runs = batch.flatMap(({ machineId, message }): EndedRun[] =>
    message.type === 'execution_finished' ? [{ machineId, result: message.result }] : [],
  );
  const paths = new Map<string, string>();
  if (runs.length === 0) return paths;
  for (const facts of await readReportFacts(database, runs)) {
    const path = await files.write(facts).catch((error: unknown) => {
      throw reportsError(error);
    });
    paths.set(facts.result.executionId, path);
  }
  return paths;
}
