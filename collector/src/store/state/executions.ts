import { type Action, type RetentionPolicy, type RunResult, sha256Hex } from '@suivi/shared';
import { v7 as uuid } from 'uuid';
import { isOpen } from '../../domain/failures.ts';
import type { ReportedRun } from '../../domain/reports.ts';
import { expiryOf, type RetentionSettings } from '../../domain/retention.ts';
import { anyOf } from '../database/dialect.ts';
import type { ExecutionsTable } from '../tables.ts';
import type { Unit } from './unit.ts';
import { afterEnd, unsettledFailures } from './unsettled.ts';

/**
 * Reads into the unit what changing these executions needs: them, their jobs, the jobs that they are reserved for, what else
 * their machines are running, and the failures that nothing has made up for.
 */
export async function loadExecutions(
  unit: Unit,
  executionIds: readonly string[],
  jobIds: readonly string[],
): Promise<void> {
  const { db, dialect } = unit.tx;
  const executions = await db
    .selectFrom('executions')
    .selectAll()
    .where((eb) =>
      eb.or([
        eb('id', 'in', anyOf(dialect, executionIds)),
        eb.and([eb('status', '=', 'running'), eb('machineId', 'in', anyOf(dialect, unit.machines.keys()))]),
      ]),
    )
    .execute();
  for (const execution of executions) unit.executions.set(execution.id, execution);
  const jobs = await db
    .selectFrom('jobs')
    .selectAll()
    .where((eb) =>
      eb.or([eb('id', 'in', anyOf(dialect, jobIds)), eb('executionId', 'in', anyOf(dialect, executionIds))]),
    )
    .execute();
  for (const job of jobs) unit.jobs.set(job.id, job);
  for (const failure of await unsettledFailures(unit.tx, unit.machines.keys()))
    unit.failures.set(failure.machineId, [...(unit.failures.get(failure.machineId) ?? []), failure]);
}

type Start = Pick<RunResult, 'executionId' | 'jobId' | 'action' | 'mode' | 'startedAt'>;

/** The execution's row appears, its job is running, and so is its machine. */
export function startExecution(unit: Unit, machineId: string, start: Start): ExecutionsTable {
  const job = unit.jobs.get(start.jobId);
  const execution: ExecutionsTable = {
    id: start.executionId,
    machineId,
    action: start.action,
    mode: start.mode,
    schemaVersion: 1,
    startedAt: start.startedAt,
    finishedAt: null,
    status: 'running',
    requestId: job?.requestId ?? null,
    jobId: start.jobId,
    resultJson: null,
    importantJson: null,
    reportPath: null,
    rawLogPath: null,
    reportId: null,
    exitCode: null,
    errorKind: null,
    errorMessage: null,
    startedReceivedAt: unit.at,
    startedSeq: unit.tx.record({ type: 'execution', machineId, refId: start.executionId }),
    finishedReceivedAt: null,
    finishedSeq: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
  };
  unit.saveExecution(execution);
  if (job) unit.updateJob(job, { status: 'running', outcome: null });
  unit.machineState.upsertMachineState(machineId, { status: 'running', runningJobId: start.jobId });
  unit.touch(machineId);
  return execution;
}

/** How an execution ended: the columns of its row. */
export type End = Pick<
  ExecutionsTable,
  | 'finishedAt'
  | 'status'
  | 'resultJson'
  | 'importantJson'
  | 'reportPath'
  | 'reportId'
  | 'rawLogPath'
  | 'exitCode'
  | 'errorKind'
  | 'errorMessage'
>;

/** The execution's row is completed, its job is done, its machine is free and waits for the analysis that follows. */
export function finishExecution(unit: Unit, execution: ExecutionsTable, end: End): void {
  const { id, machineId, action, mode, jobId } = execution;
  const job = jobId === null ? undefined : unit.jobs.get(jobId);
  const finishedSeq = unit.tx.record({ type: 'execution', machineId, refId: id });
  // Whoever took note of another end has not seen this one.
  const seen = { acknowledgedAt: null, acknowledgedBy: null };
  unit.saveExecution(Object.assign(execution, end, seen, { finishedReceivedAt: unit.at, finishedSeq }));
  if (job) unit.updateJob(job, { status: 'done', finishedAt: unit.at, outcome: null });

  const failures = afterEnd(unit.failures.get(machineId) ?? [], execution);
  unit.failures.set(machineId, failures);
  const running = runningOn(unit.executions.values(), machineId);
  unit.machineState.upsertMachineState(machineId, {
    runningJobId: running?.jobId ?? null,
    status: running ? 'running' : failures.some(isOpen) ? 'error' : 'unknown',
    lastErrorKind: failures[0]?.errorKind ?? null,
    lastErrorMessage: failures[0]?.errorMessage ?? null,
  });
  unit.machineState.recordEvent({
    machineId,
    eventType: `action_${action}`,
    severity: end.status === 'error' || end.status === 'warning' ? end.status : 'info',
    actorType: mode === 'scheduled' ? 'schedule' : (job?.actorType ?? 'system'),
    actorId: job?.actorId ?? null,
    executionId: id,
    jobId,
    message: end.errorMessage,
    payload: { status: end.status, exitCode: end.exitCode, errorKind: end.errorKind },
  });
  unit.touch(machineId);
}

/** What a machine is running: the execution that started last among those that have not ended. */
export function runningOn<E extends Pick<ExecutionsTable, 'machineId' | 'status' | 'startedSeq'>>(
  executions: Iterable<E>,
  machineId: string,
): E | undefined {
  let latest: E | undefined;
  for (const each of executions)
    if (
      each.machineId === machineId &&
      each.status === 'running' &&
      each.startedSeq > (latest?.startedSeq ?? 0)
    )
      latest = each;
  return latest;
}

const BY_SCHEDULE: readonly Action[] = ['apt_refresh', 'post_install_check'];

/** For how long the log of a run is kept. A look by schedule that went well comes back every few hours and says the same each time. */
const logPolicy = ({ status, action, mode }: ReportedRun): RetentionPolicy => {
  if (status === 'error') return 'failed';
  return BY_SCHEDULE.includes(action) && mode === 'scheduled' && status === 'ok' ? 'short' : 'default';
};

/** The rows of the report on a run and of its log, in place of those of an earlier end of it; gives the id of the report. */
export function fileResult(
  unit: Unit,
  { machineId, reportId }: Pick<ExecutionsTable, 'machineId' | 'reportId'>,
  result: ReportedRun,
  paths: { report: string; rendered: string | null; log: string },
  retention: RetentionSettings,
): string {
  const id = reportId ?? uuid();
  const policy = logPolicy(result);
  const machine = unit.machines.get(machineId);
  unit.reports.push({
    id,
    machineId,
    executionId: result.executionId,
    kind: 'machine',
    title: `${machine?.name ?? machineId} — ${result.action}`,
    path: paths.report,
    createdAt: unit.at,
    pinned: 0,
    summaryJson: JSON.stringify({ status: result.status, errorKind: result.errorKind }),
  });
  unit.artifacts.push({
    id: result.executionId,
    machineId,
    kind: 'raw_log',
    path: paths.log,
    bytes: result.log?.bytes ?? null,
    sha256: result.log?.sha256 ?? null,
    createdAt: unit.at,
    expiresAt: expiryOf(unit.at, policy, retention),
    pinned: 0,
    redacted: 1,
    retentionPolicy: policy,
    deletedAt: null,
    deleteReason: null,
    metadataJson: JSON.stringify({
      executionId: result.executionId,
      truncated: result.log?.truncated ?? null,
    }),
  });
  if (paths.rendered !== null && result.postInstall)
    unit.artifacts.push({
      id: `${result.executionId}-rendered`,
      machineId,
      kind: 'rendered_template',
      path: paths.rendered,
      bytes: Buffer.byteLength(result.postInstall.rendered),
      sha256: sha256Hex(result.postInstall.rendered),
      createdAt: unit.at,
      expiresAt: expiryOf(unit.at, policy, retention),
      pinned: 0,
      redacted: 1,
      retentionPolicy: policy,
      deletedAt: null,
      deleteReason: null,
      metadataJson: JSON.stringify({ executionId: result.executionId }),
    });
  return id;
}
