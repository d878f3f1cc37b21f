import type { ReportedRun } from '../domain/reports.ts';
import type { Change } from '../domain/rows.ts';
import type { Database } from './database/open.ts';
import type { StoreParts } from './ingest/context.ts';
import { storeSeen } from './ingest/messages.ts';
import { refreshPostInstall } from './post-install/refresh.ts';
import { fileResult, finishExecution, loadExecutions } from './state/executions.ts';
import { readReportFacts } from './state/report-facts.ts';
import { Unit } from './state/unit.ts';
import type { ExecutionsTable } from './tables.ts';

/** Why the collector ends a run that its machine cannot account for. */
const LOST = {
  agent_lost_job: 'The machine no longer knows this job, so how it ended is not known.',
  log_lost: 'The log of the run was lost on the machine before it had arrived.',
} as const;

/** Ends a running execution as an error, with a report and the log as far as it has come. Nothing happens when it has ended. */
export async function closeLost(
  database: Database,
  { reports, logPath, rules, retention }: StoreParts,
  executionId: string,
  at: string,
  errorKind: keyof typeof LOST,
): Promise<readonly Change[]> {
  const found = await database.db
    .selectFrom('executions')
    .selectAll()
    .where('id', '=', executionId)
    .where('status', '=', 'running')
    .executeTakeFirst();
  if (!found) return [];
  const { machineId, jobId } = found;
  const result = lostRun(found, at, errorKind);
  const [facts] = await readReportFacts(database, [{ machineId, result }]);
  const reportPath = facts ? await reports.write(facts) : null;
  const rawLogPath = logPath(machineId, executionId);

  const { changes } = await database.writer.write(async (tx) => {
    const unit = await Unit.of(tx, at, [machineId]);
    await loadExecutions(unit, [executionId], jobId === null ? [] : [jobId]);
    const execution = unit.executions.get(executionId);
    if (execution?.status !== 'running') return;
    const paths = reportPath === null ? null : { report: reportPath, rendered: null, log: rawLogPath };
    finishExecution(unit, execution, {
      finishedAt: at,
      status: 'error',
      resultJson: null,
      importantJson: null,
      reportPath,
      reportId: paths && fileResult(unit, execution, result, paths, retention()),
      rawLogPath,
      exitCode: null,
      errorKind,
      errorMessage: LOST[errorKind],
    });
    await unit.flush();
    const seen = { ...rules.ofRun(result), machineId, at, snapshotId: null, executionId };
    await storeSeen(tx, [seen]);
    await refreshPostInstall(tx, at, [machineId]);
  });
  return changes;
}

const lostRun = (
  { id, jobId, action, mode, startedAt }: ExecutionsTable,
  finishedAt: string,
  errorKind: keyof typeof LOST,
): ReportedRun => ({
  executionId: id,
  jobId: jobId ?? '',
  action,
  mode,
  startedAt,
  finishedAt,
  status: 'error',
  exitCode: null,
  errorKind,
  errorMessage: LOST[errorKind],
  importantLines: [],
  log: null,
});
