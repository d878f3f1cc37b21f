import { contentHash, type DurableMessage } from '@suivi/shared';
import type { DurableDraft } from '../../src/domain/ports.ts';

const NOW = '2026-01-02T03:04:05.678Z';

type DraftOf<T extends DurableDraft['type']> = Extract<DurableDraft, { type: T }>;

/** An event that nothing coalesces, told apart by its text. */
export const eventDraft = (message: string): DraftOf<'event'> => ({
  type: 'event',
  eventType: 'test_event',
  severity: 'info',
  occurredAt: NOW,
  message,
});

export const metricsDraft = (cpuLoad1: number): DraftOf<'metrics'> => ({
  type: 'metrics',
  payload: {
    machineId: 'machine',
    collectedAt: NOW,
    cpuLoad1,
    cpuLoad5: null,
    cpuCores: null,
    memoryTotalBytes: null,
    memoryUsedBytes: null,
    memoryAvailableBytes: null,
    memoryUsedPercent: null,
    filesystems: [],
    rootUsedPercent: null,
    warnings: [],
  },
});

export const confirmedDraft = (text: string): DraftOf<'snapshot_confirmed'> => ({
  type: 'snapshot_confirmed',
  kind: 'apt_update_analyze',
  hash: contentHash(text),
  checkedAt: NOW,
});

export const systemPayload = (
  kernel: string,
): Extract<DurableMessage, { kind: 'system' }> extends infer M
  ? M extends { payload: infer P }
    ? P
    : never
  : never => ({
  machineId: 'machine',
  checkedAt: NOW,
  hostname: 'host',
  os: { family: 'debian', version: '12', codename: 'bookworm', prettyName: null },
  arch: 'amd64',
  kernel,
  machineKind: 'vm',
  virtualization: 'kvm',
  hardwareProfile: null,
  bootId: null,
  agentVersion: '1',
  runtimeVersion: '1',
  aptVersion: null,
  aptProxy: { mode: 'direct', url: null },
  cpu: { model: null, cores: null },
  memoryBytes: null,
});

export const systemDraft = (kernel: string): DurableDraft => {
  const payload = systemPayload(kernel);
  return { type: 'snapshot', kind: 'system', hash: contentHash(payload), payload };
};

export const startedDraft = (executionId: string): DraftOf<'execution_started'> => ({
  type: 'execution_started',
  executionId,
  jobId: `job-${executionId}`,
  action: 'apt_refresh',
  mode: 'manual',
  startedAt: NOW,
});
