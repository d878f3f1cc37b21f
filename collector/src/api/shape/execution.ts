import { Action, ErrorKind, IsoTime, Nullable } from '@suivi/shared';
import Type, { type Static } from 'typebox';

const JsonText = Nullable(Type.String({ description: 'JSON text, as it is stored.' }));
const Name = Nullable(Type.String());

/** A run of an action, as it is stored. */
export const Execution = Type.Object({
  id: Type.String(),
  machineId: Type.String(),
  action: Action,
  mode: Type.Enum(['manual', 'scheduled']),
  schemaVersion: Type.Integer(),
  startedAt: IsoTime,
  finishedAt: Nullable(IsoTime),
  status: Type.Enum(['running', 'ok', 'warning', 'error']),
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
  acknowledgedAt: Nullable(IsoTime),
  acknowledgedBy: Nullable(
    Type.String({ description: 'The API client through which a person took note of the failure.' }),
  ),
});
export type Execution = Static<typeof Execution>;
