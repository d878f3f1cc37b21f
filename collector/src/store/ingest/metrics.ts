import type { DurableMessage, Metrics, MetricsWarning } from '@suivi/shared';
import type { OverTimes } from '../../domain/metrics/measured.ts';
import {
  deriveWarnings,
  goneSentence,
  SUBJECTS,
  severityOf,
  warningChanges,
  warningColumns,
} from '../../domain/metrics/warnings.ts';
import { type Context, type Handler, invalid, STORED } from './context.ts';

/** Characters of an ISO time up to its hour. */
const HOUR = 'yyyy-mm-ddThh'.length;

/**
 * Replaces what was known before, unless that is newer by the agent's sequence and by its clock. What a machine is warned of is
 * judged here, by the thresholds that are set; warnings that come and go are on the timeline and among the messages.
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

  const { filesystems, hottest, warnings: _, ...columns } = payload;
  const known: MetricsWarning[] = JSON.parse(before?.warningsJson ?? '[]');
  const knownOver: OverTimes = JSON.parse(before?.overJson ?? '{}');
  const { warnings, over } = deriveWarnings(payload, thresholdsOf(machineId), receivedAt, {
    warnings: known,
    over: knownOver,
  });
  const row = {
    ...columns,
    snapshotId: null,
    filesystemsJson: JSON.stringify(filesystems),
    warningsJson: JSON.stringify(warnings),
    hottestSensor: hottest?.name ?? null,
    hottestCelsius: hottest?.celsius ?? null,
    overJson: Object.keys(over).length === 0 ? null : JSON.stringify(over),
    messageSeq: seq,
  };
  metrics.set(machineId, row);
  newMetrics.set(machineId, row);
  const hasChanged = tellChanges(context, payload, known, warnings);
  // What stays in trouble is told with a number of this hour, also when an older release knew of it.
  const isNewHour = before?.collectedAt.slice(0, HOUR) !== payload.collectedAt.slice(0, HOUR);
  if (hasChanged || (isNewHour && warnings.length > 0))
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
    ...warningColumns(warnings),
  });
  unit.updateMachine(machineId, { lastSeenAt: receivedAt });
  return STORED;
};

/** Says what has got into trouble and what is out of it; whether anything has. */
function tellChanges(
  { unit }: Context,
  values: Metrics,
  before: readonly MetricsWarning[],
  now: readonly MetricsWarning[],
): boolean {
  const { machineId } = values;
  const { come, gone } = warningChanges(before, now);
  if (come.length + gone.length === 0) return false;
  for (const warning of come)
    unit.machineState.recordEvent({
      ...{ machineId, severity: severityOf(warning), message: warning.message },
      eventType: `${SUBJECTS[warning.code]}_warning`,
      payload: { code: warning.code, mount: warning.mount ?? null },
    });
  for (const warning of gone)
    unit.machineState.recordEvent({
      ...{ machineId, severity: 'info', message: goneSentence(warning, values) },
      eventType: `${SUBJECTS[warning.code]}_warning_gone`,
      payload: { code: warning.code, mount: warning.mount ?? null },
    });
  unit.touch(machineId);
  return true;
}
