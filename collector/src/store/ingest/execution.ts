import type { DurableMessage } from '@suivi/shared';
import type { IngestOutcome } from '../../domain/ingest.ts';
import { fileResult, finishExecution, startExecution } from '../state/executions.ts';
import { type Context, type Handler, invalid, STORED } from './context.ts';

/** An execution that is there already keeps its row, whatever became of it. */
export const applyStarted: Handler<Extract<DurableMessage, { type: 'execution_started' }>> = (
  context,
  message,
  { machineId },
) => {
  const refusal = refuse(context, machineId, message);
  if (refusal) return refusal;
  if (!context.unit.executions.has(message.executionId)) startExecution(context.unit, machineId, message);
  return STORED;
};

/** The result of a run counts once. It wins over the end that the collector wrote for a run that it took for lost. */
export const applyFinished: Handler<Extract<DurableMessage, { type: 'execution_finished' }>> = (
  context,
  { result },
  { machineId },
) => {
  const { unit, reportPaths, logPath, rules, retention } = context;
  const refusal = refuse(context, machineId, result);
  if (refusal) return refusal;
  const known = unit.executions.get(result.executionId);
  if (known && known.resultJson !== null) return STORED;

  const execution = known ?? startExecution(unit, machineId, result);
  const paths = reportPaths.get(result.executionId) ?? null;
  const rawLogPath = logPath(machineId, result.executionId);
  finishExecution(unit, execution, {
    finishedAt: result.finishedAt,
    status: result.status,
    resultJson: JSON.stringify(result),
    importantJson: JSON.stringify(result.importantLines),
    reportPath: paths?.report ?? null,
    reportId: paths && fileResult(unit, execution, result, { ...paths, log: rawLogPath }, retention()),
    rawLogPath,
    exitCode: result.exitCode,
    errorKind: result.errorKind,
    errorMessage:
      result.errorMessage ?? (result.status === 'error' ? (result.importantLines.at(-1) ?? null) : null),
  });
  context.seen.push({
    ...rules.ofRun(result),
    machineId,
    at: unit.at,
    snapshotId: null,
    executionId: result.executionId,
  });
  return STORED;
};

/** Why a machine may not speak of this execution: it, its job, or the job that it is reserved for, is another machine's. */
function refuse(
  { unit }: Context,
  machineId: string,
  { executionId, jobId }: { executionId: string; jobId: string },
): IngestOutcome | undefined {
  const owner = unit.executions.get(executionId)?.machineId ?? machineId;
  const jobs = [...unit.jobs.values()].filter((job) => job.id === jobId || job.executionId === executionId);
  if (owner !== machineId || jobs.some((job) => job.machineId !== machineId))
    return invalid('The execution is of another machine.');
  if (jobs.some((job) => job.id !== jobId || job.executionId !== executionId))
    return invalid('The execution is not the one of its job.');
  return undefined;
}
