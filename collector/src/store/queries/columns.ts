import type { SnapshotHead } from '../../domain/queries.ts';
import type { ExecutionRow, SnapshotRow } from '../../domain/rows.ts';

export const SNAPSHOT_HEAD_COLUMNS = [
  'id',
  'machineId',
  'kind',
  'schemaVersion',
  'checkedAt',
  'status',
  'importantJson',
  'rawLogPath',
  'rawArtifactId',
  'sourceJobId',
  'receivedAt',
  'lastConfirmedAt',
  'confirmedReceivedAt',
  'contentHash',
] as const satisfies readonly (keyof SnapshotHead)[];

export const SNAPSHOT_COLUMNS = [
  ...SNAPSHOT_HEAD_COLUMNS,
  'payloadJson',
] as const satisfies readonly (keyof SnapshotRow)[];

export const EXECUTION_COLUMNS = [
  'id',
  'machineId',
  'action',
  'mode',
  'schemaVersion',
  'startedAt',
  'finishedAt',
  'status',
  'requestId',
  'jobId',
  'resultJson',
  'importantJson',
  'reportPath',
  'rawLogPath',
  'reportId',
  'exitCode',
  'errorKind',
  'errorMessage',
  'acknowledgedAt',
  'acknowledgedBy',
] as const satisfies readonly (keyof ExecutionRow)[];
