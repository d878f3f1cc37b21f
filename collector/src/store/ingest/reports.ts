import type { Incoming } from '../../domain/ingest.ts';
import { type ReportedRun, type ReportFiles, reportsProblem } from '../../domain/reports.ts';
import type { Database } from '../database/open.ts';
import { type EndedRun, readReportFacts } from '../state/report-facts.ts';

/** Where the files about an execution lie, relative to SU_REPORTS_DIR. */
export interface ResultPaths {
  readonly report: string;
  /** What an application of profiles did, command by command; null where it did nothing. */
  readonly rendered: string | null;
}

/** The reports of a batch, by execution. */
export interface WrittenReports {
  readonly paths: ReadonlyMap<string, ResultPaths>;
  /** Those that cannot be written, and why: `reports_full` or `reports_failed`. */
  readonly refused: ReadonlyMap<string, Error>;
}

/**
 * Writes the report of each execution that ends in the batch, before the transaction that names it. Writing one again for a
 * message that was stored before does no harm: it is the same.
 */
export async function writeReports(
  database: Pick<Database, 'db' | 'dialect'>,
  files: ReportFiles,
  batch: readonly Incoming[],
): Promise<WrittenReports> {
  const runs = batch.flatMap(({ machineId, message }): EndedRun[] =>
    message.type === 'execution_finished' ? [{ machineId, result: message.result }] : [],
  );
  const paths = new Map<string, ResultPaths>();
  const refused = new Map<string, Error>();
  if (runs.length === 0) return { paths, refused };
  for (const facts of await readReportFacts(database, runs)) {
    const { machineId, result } = facts;
    try {
      const report = await files.write(facts);
      paths.set(result.executionId, { report, rendered: await writeRendered(files, machineId, result) });
    } catch (error) {
      refused.set(result.executionId, reportsProblem(error));
    }
  }
  return { paths, refused };
}

const writeRendered = async (
  files: ReportFiles,
  machineId: string,
  { executionId, postInstall }: ReportedRun,
): Promise<string | null> =>
  !postInstall || postInstall.operations === 0
    ? null
    : files.writeRendered(machineId, executionId, postInstall.rendered);
