import type { DurableMessage, MetricsWarning } from '@suivi/shared';
import { type Handler, invalid, STORED } from './context.ts';

/** Replaces what was known before, unless that is newer by the agent's sequence and by its clock. No event, no row of history. */
export const applyMetrics: Handler<Extract<DurableMessage, { type: 'metrics' }>> = (
  { unit, metrics, newMetrics },
  { payload, seq },
  { machineId, receivedAt },
) => {
  if (payload.machineId !== machineId) return invalid('The metrics are of another machine.');
  const before = metrics.get(machineId);
  if (before && seq <= before.messageSeq && payload.collectedAt <= before.collectedAt) return STORED;

  const { filesystems, warnings, ...columns } = payload;
  const row = {
    ...columns,
    snapshotId: null,
    filesystemsJson: JSON.stringify(filesystems),
    warningsJson: JSON.stringify(warnings),
    messageSeq: seq,
  };
  metrics.set(machineId, row);
  newMetrics.set(machineId, row);
  unit.machineState.upsertMachineState(machineId, {
    metricsLastCollectedAt: payload.collectedAt,
    cpuLoad1: payload.cpuLoad1,
    memoryUsedPercent: payload.memoryUsedPercent,
    rootUsedPercent: payload.rootUsedPercent,
    diskWarningsCount: countDiskWarnings(warnings),
  });
  unit.updateMachine(machineId, { lastSeenAt: receivedAt });
  return STORED;
};

const DISK_WARNINGS: ReadonlySet<MetricsWarning['code']> = new Set([
  'disk_almost_full',
  'disk_full',
  'inodes_almost_full',
]);

/** How many of a machine's warnings are about its disks. */
export const countDiskWarnings = (warnings: readonly MetricsWarning[]): number =>
  warnings.filter(({ code }) => DISK_WARNINGS.has(code)).length;
