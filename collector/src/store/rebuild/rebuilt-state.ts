import type { MetricsWarning, Status, UpdateSnapshot } from '@suivi/shared';
import type { MachineStateRow } from '../../domain/rows.ts';
import { countDiskWarnings } from '../ingest/metrics.ts';
import { deriveAptState, newState } from '../state/machine-state.ts';
import type {
  ExecutionsTable,
  MachineHardwareTable,
  MachineMetricsLatestTable,
  SnapshotsTable,
} from '../tables.ts';

/** Everything that the state of one machine is derived from. */
export interface Sources {
  readonly machineId: string;
  /** The newest apt snapshot. */
  readonly apt: Pick<SnapshotsTable, 'payloadJson' | 'lastConfirmedAt' | 'seq' | 'confirmedSeq'> | undefined;
  readonly metrics: MachineMetricsLatestTable | undefined;
  readonly hardware: Pick<MachineHardwareTable, 'warningsJson'> | undefined;
  readonly running: Pick<ExecutionsTable, 'jobId'> | undefined;
  /** The execution that ended last. */
  readonly finished:
    | Pick<ExecutionsTable, 'status' | 'finishedSeq' | 'errorKind' | 'errorMessage' | 'acknowledgedAt'>
    | undefined;
}

/** The state that a machine must have by its sources, but for updated_at. Pure. */
export function rebuiltState(sources: Sources): MachineStateRow {
  const { machineId, apt, metrics, hardware, running, finished } = sources;
  const analysis = apt && deriveAptState(JSON.parse(apt.payloadJson) as UpdateSnapshot);
  const failed = finished?.status === 'error';
  return {
    ...newState(machineId, ''),
    ...analysis,
    ...(apt?.lastConfirmedAt && { aptLastAnalyzeAt: apt.lastConfirmedAt }),
    ...(metrics && {
      metricsLastCollectedAt: metrics.collectedAt,
      cpuLoad1: metrics.cpuLoad1,
      memoryUsedPercent: metrics.memoryUsedPercent,
      rootUsedPercent: metrics.rootUsedPercent,
      diskWarningsCount: countDiskWarnings(readList<MetricsWarning>(metrics.warningsJson)),
    }),
    hardwareWarningsCount: readList(hardware?.warningsJson ?? null).length,
    lastErrorKind: failed ? finished.errorKind : null,
    lastErrorMessage: failed ? finished.errorMessage : null,
    runningJobId: running?.jobId ?? null,
    status: running ? 'running' : settledStatus(analysis?.status, apt, finished),
  };
}

/** After a run, or once its failure is acknowledged, the status waits for an analysis; an analysis, new or confirmed, that came later has the word. */
function settledStatus(
  status: Status | undefined,
  apt: Sources['apt'],
  finished: Sources['finished'],
): Status {
  const analysed = apt ? (apt.confirmedSeq ?? apt.seq) : -1;
  const ended = finished?.finishedSeq ?? -1;
  if (status && analysed >= ended) return status;
  return finished?.status === 'error' && finished.acknowledgedAt === null ? 'error' : 'unknown';
}

const readList = <T>(json: string | null): readonly T[] => (json === null ? [] : (JSON.parse(json) as T[]));
