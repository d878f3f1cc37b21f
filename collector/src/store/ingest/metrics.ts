import type { DurableMessage, MetricsWarning } from '@suivi/shared';
import { deriveWarnings, diskWarnings, severityOf, warningChanges } from '../../domain/metrics/warnings.ts';
import { type Context, type Handler, invalid, STORED } from './context.ts';

/** Characters of an ISO time up to its hour. */
const HOUR = 'yyyy-mm-ddThh'.length;

/**
 * Replaces what was known before, unless that is newer by the agent's sequence and by its clock. What a machine is warned of is
 * judged here, by the thresholds that are set; warnings of disks that come and go are on the timeline and among the messages.
 */
export const applyMetrics: Handler<Extract<DurableMessage, { type: 'metrics' }>> = (
  context,
  { payload, seq },
  { machineId, receivedAt },
) => {
  const { unit, metrics, newMetrics, thresholdsOf, seen, rules } = context;
  if (payload.machineId !== machineId) return invalid('The metrics are of another machine.');
  const before = metrics.get(machineId);
  if (before && seq <= before.messageSeq && payload.collectedAt <= before.collectedAt) return STORED;

  const { filesystems, warnings: _, ...columns } = payload;
  const known: MetricsWarning[] = JSON.parse(before?.warningsJson ?? '[]');
  const warnings = deriveWarnings(payload, thresholdsOf(machineId), known);
  const row = {
    ...columns,
    snapshotId: null,
    filesystemsJson: JSON.stringify(filesystems),
    warningsJson: JSON.stringify(warnings),
    messageSeq: seq,
  };
  metrics.set(machineId, row);
  newMetrics.set(machineId, row);
  const hasChanged = tellChanges(context, machineId, known, warnings);
  // What stays in trouble is told with a number of this hour, also when an older release knew of it.
  const isNewHour = before?.collectedAt.slice(0, HOUR) !== payload.collectedAt.slice(0, HOUR);
  if (hasChanged || (isNewHour && diskWarnings(warnings).length > 0))
    seen.push({
      ...rules.ofMetrics(warnings),
      machineId,
      at: receivedAt,
      snapshotId: null,
      executionId: null,
    });
  unit.machineState.upsertMachineState(machineId, {
    metricsLastCollectedAt: payload.collectedAt,
    cpuLoad1: payload.cpuLoad1,
    memoryUsedPercent: payload.memoryUsedPercent,
    rootUsedPercent: payload.rootUsedPercent,
    diskWarningsCount: diskWarnings(warnings).length,
  });
  unit.updateMachine(machineId, { lastSeenAt: receivedAt });
  return STORED;
};

/** Says which disks have got into trouble and which are out of it; whether any has. */
function tellChanges(
  { unit }: Context,
  machineId: string,
  before: readonly MetricsWarning[],
  now: readonly MetricsWarning[],
): boolean {
  const { come, gone } = warningChanges(diskWarnings(before), diskWarnings(now));
  if (come.length + gone.length === 0) return false;
  for (const warning of come)
    unit.machineState.recordEvent({
      ...{ machineId, eventType: 'disk_warning', severity: severityOf(warning), message: warning.message },
      payload: { code: warning.code, mount: warning.mount ?? null },
    });
  for (const { code, mount, message } of gone)
    unit.machineState.recordEvent({
      ...{ machineId, eventType: 'disk_warning_gone', severity: 'info', message: `No more: ${message}` },
      payload: { code, mount: mount ?? null },
    });
  unit.touch(machineId);
  return true;
}
