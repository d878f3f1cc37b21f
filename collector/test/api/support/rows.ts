import type { JobView } from '../../../src/domain/jobs.ts';
import type { EventView } from '../../../src/domain/queries.ts';
import type { ExecutionRow, JobRow } from '../../../src/domain/rows.ts';

const AT = '2026-01-01T00:00:00.000Z';

export const eventRow = (seq: number, machineId: string | null = 'm1'): EventView => ({
  id: `e${seq}`,
  seq,
  machineId,
  eventType: 'apt_refresh',
  severity: 'info',
  createdAt: AT,
  actorType: 'system',
  actorId: null,
  actorName: null,
  snapshotId: null,
  executionId: null,
  jobId: null,
  message: `event ${seq}`,
  payloadJson: null,
});

export const executionRow = (id: string, more: Partial<ExecutionRow> = {}): ExecutionRow => ({
  id,
  machineId: 'm1',
  action: 'apt_refresh',
  mode: 'manual',
  schemaVersion: 1,
  startedAt: AT,
  finishedAt: null,
  status: 'running',
  requestId: null,
  jobId: 'j1',
  resultJson: null,
  importantJson: null,
  reportPath: null,
  rawLogPath: null,
  reportId: null,
  exitCode: null,
  errorKind: null,
  errorMessage: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
  ...more,
});

export const jobRow = (executionId: string, more: Partial<JobRow> = {}): JobView<JobRow> => ({
  id: 'j1',
  executionId,
  machineId: 'm1',
  action: 'apt_refresh',
  parametersJson: '{}',
  planHash: null,
  status: 'queued',
  actorType: 'api_client',
  actorId: null,
  actorName: null,
  requestId: null,
  reason: null,
  createdAt: AT,
  expiresAt: '2026-01-02T00:00:00.000Z',
  sentAt: null,
  finishedAt: null,
  outcome: null,
  ...more,
});
