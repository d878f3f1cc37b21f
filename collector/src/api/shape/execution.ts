import { Action, ErrorKind, IsoTime, Nullable, RunResult } from '@suivi/shared';
import Type, { type Static } from 'typebox';
import type { ExecutionRow } from '../../domain/rows.ts';

const JsonText = Nullable(Type.String({ description: 'JSON text, as it is stored.' }));
const Name = Nullable(Type.String());

export const ExecutionStatus = Type.Enum(['running', 'ok', 'warning', 'error']);

/** A run of an action, as it is stored. */
export const Execution = Type.Object({
  id: Type.String(),
  machineId: Type.String(),
  action: Action,
  mode: Type.Enum(['manual', 'scheduled']),
  schemaVersion: Type.Integer(),
  startedAt: IsoTime,
  finishedAt: Nullable(IsoTime),
  status: ExecutionStatus,
  requestId: Name,
  jobId: Name,
  resultJson: JsonText,
  importantJson: JsonText,
  reportPath: Name,
  rawLogPath: Name,
  reportId: Name,
  exitCode: Nullable(Type.Integer()),
  errorKind: Nullable(ErrorKind),
  errorMessage: Name,
});

/** A run with what it came to, for programs that would rather not parse resultJson. */
export const ExecutionWithResult = Type.Object({
  ...Execution.properties,
  result: Nullable(
    Type.Unsafe<RunResult>({
      ...RunResult,
      description:
        'What is in resultJson: changes, failures, planDifference and more, where they have a meaning.',
    }),
  ),
});
type ExecutionWithResult = Static<typeof ExecutionWithResult>;

/** Shows a run with what it came to. */
export const showExecution = (row: ExecutionRow): ExecutionWithResult => ({
  ...row,
  result: row.resultJson === null ? null : JSON.parse(row.resultJson),
});
