import type { ArtifactRow, ReportRow } from '../../domain/archive.ts';
import type { EventRow, MachineRow, MachineStateRow } from '../../domain/rows.ts';
import { BulkInsert, BulkUpdate } from '../database/bulk.ts';
import type { ExecutionsTable, JobsTable } from '../tables.ts';
import { newState } from './machine-state.ts';

/** The columns of a machine that leave the store. */
export const MACHINE_COLUMNS = [
  'id',
  'name',
  'hostname',
  'port',
  'osFamily',
  'osVersion',
  'osCodename',
  'arch',
  'machineKind',
  'virtualization',
  'hardwareProfile',
  'username',
  'aptProxyMode',
  'aptProxyUrl',
  'status',
  'lastCheckedAt',
  'lastSeenAt',
  'createdAt',
  'updatedAt',
  'deletedAt',
  'quarantine',
] as const satisfies readonly (keyof MachineRow)[];

export const insertEvents = new BulkInsert<EventRow>('machine_events', [
  'id',
  'seq',
  'machineId',
  'eventType',
  'severity',
  'createdAt',
  'actorType',
  'actorId',
  'snapshotId',
  'executionId',
  'jobId',
  'message',
  'payloadJson',
]);

export const upsertStates = new BulkInsert<MachineStateRow>(
  'machine_state',
  Object.keys(newState('', '')) as (keyof MachineStateRow)[],
  'machineId',
);

export const updateMachineStatus = new BulkUpdate<MachineRow>('machines', 'id', {
  status: 'text',
  lastCheckedAt: 'text',
  lastSeenAt: 'text',
  updatedAt: 'text',
});

export const updateMachineDescription = new BulkUpdate<MachineRow>('machines', 'id', {
  hostname: 'text',
  osFamily: 'text',
  osVersion: 'text',
  osCodename: 'text',
  arch: 'text',
  machineKind: 'text',
  virtualization: 'text',
  hardwareProfile: 'text',
  aptProxyMode: 'text',
  aptProxyUrl: 'text',
});

export const upsertExecutions = new BulkInsert<ExecutionsTable>(
  'executions',
  [
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
    'startedReceivedAt',
    'startedSeq',
    'finishedReceivedAt',
    'finishedSeq',
    'acknowledgedAt',
    'acknowledgedBy',
  ],
  'id',
);

export const updateJobs = new BulkUpdate<JobsTable>('jobs', 'id', {
  status: 'text',
  sentAt: 'text',
  finishedAt: 'text',
  outcome: 'text',
});

export const upsertReports = new BulkInsert<ReportRow>(
  'reports',
  ['id', 'machineId', 'executionId', 'kind', 'title', 'path', 'createdAt', 'pinned', 'summaryJson'],
  'id',
);

export const upsertArtifacts = new BulkInsert<ArtifactRow>(
  'raw_artifacts',
  [
    'id',
    'machineId',
    'kind',
    'path',
    'bytes',
    'sha256',
    'createdAt',
    'expiresAt',
    'pinned',
    'redacted',
    'retentionPolicy',
    'metadataJson',
  ],
  'id',
);
