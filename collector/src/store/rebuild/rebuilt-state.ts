import type { DockerInventory, MetricsWarning, Status, UpdateSnapshot } from '@suivi/shared';
import { deriveDockerState, type RegistryAnswers } from '../../domain/docker.ts';
import { type Failure, isOpen } from '../../domain/failures.ts';
import { warningColumns } from '../../domain/metrics/warnings.ts';
import { type PostInstallFacts, postInstallStatus } from '../../domain/post-install.ts';
import type { MachineStateRow } from '../../domain/rows.ts';
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
  /** The newest inventory of its containers, and what registries have said of them. */
  readonly docker: Pick<SnapshotsTable, 'payloadJson' | 'lastConfirmedAt'> | undefined;
  readonly answers: RegistryAnswers;
  readonly metrics: MachineMetricsLatestTable | undefined;
  readonly hardware: Pick<MachineHardwareTable, 'warningsJson'> | undefined;
  readonly running: Pick<ExecutionsTable, 'jobId'> | undefined;
  /** The execution that ended last. */
  readonly finished: Pick<ExecutionsTable, 'finishedSeq'> | undefined;
  /** The failures for which no later success has made up, the newest first. */
  readonly failures: readonly Failure[];
  /** Its profiles, and what it said of them. */
  readonly postInstall: PostInstallFacts;
}

/** The state that a machine must have by its sources, but for updated_at. Pure. */
export function rebuiltState(sources: Sources): MachineStateRow {
  const { machineId, apt, docker, answers, metrics, hardware, running, failures } = sources;
  const analysis = apt && deriveAptState(JSON.parse(apt.payloadJson) as UpdateSnapshot);
  return {
    ...newState(machineId, ''),
    ...analysis,
    ...(apt?.lastConfirmedAt && { aptLastAnalyzeAt: apt.lastConfirmedAt }),
    ...(docker && dockerState(docker, answers)),
    ...(metrics && {
      metricsLastCollectedAt: metrics.collectedAt,
      cpuLoad1: metrics.cpuLoad1,
      memoryUsedPercent: metrics.memoryUsedPercent,
      rootUsedPercent: metrics.rootUsedPercent,
      ...warningColumns(readList<MetricsWarning>(metrics.warningsJson)),
    }),
    hardwareWarningsCount: readList(hardware?.warningsJson ?? null).length,
    lastErrorKind: failures[0]?.errorKind ?? null,
    lastErrorMessage: failures[0]?.errorMessage ?? null,
    runningJobId: running?.jobId ?? null,
    postInstallStatus: postInstallStatus(sources.postInstall),
    status: running ? 'running' : settledStatus(analysis?.status, sources),
  };
}

function dockerState(
  { payloadJson, lastConfirmedAt }: NonNullable<Sources['docker']>,
  answers: RegistryAnswers,
) {
  const inventory = JSON.parse(payloadJson) as DockerInventory;
  return deriveDockerState(inventory, answers, lastConfirmedAt ?? inventory.checkedAt);
}

/** After a run, or once its failure is acknowledged, the status waits for an analysis; an analysis, new or confirmed, that came later has the word. */
function settledStatus(status: Status | undefined, { apt, finished, failures }: Sources): Status {
  const analysed = apt ? (apt.confirmedSeq ?? apt.seq) : -1;
  const ended = finished?.finishedSeq ?? -1;
  if (status && analysed >= ended) return status;
  return failures.some(isOpen) ? 'error' : 'unknown';
}

const readList = <T>(json: string | null): readonly T[] => (json === null ? [] : (JSON.parse(json) as T[]));
