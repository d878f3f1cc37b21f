import type {
  Action,
  ActorType,
  ErrorKind,
  JobStatus,
  MachineKind,
  PlannedAction,
  Scope,
  Severity,
  SnapshotKind,
  Status,
} from '@suivi/shared';

/** A 0/1 flag, as the tables keep them. */
export type Flag = 0 | 1;

/** A row of `machines`, less the SSH secrets, which never leave the store. */
export interface MachineRow {
  id: string;
  name: string;
  hostname: string;
  port: number;
  osFamily: string;
  osVersion: string | null;
  osCodename: string | null;
  arch: string | null;
  machineKind: MachineKind | null;
  virtualization: string | null;
  hardwareProfile: string | null;
  username: string | null;
  aptProxyMode: 'direct' | 'proxy';
  aptProxyUrl: string | null;
  status: Status;
  lastCheckedAt: string | null;
  lastSeenAt: string | null;
  createdAt: string;
  updatedAt: string | null;
  deletedAt: string | null;
  /** JSON {reason: 'unknown_key' | 'cloned', of?, hostname, address, seenAt}; null for a trusted machine. */
  quarantine: string | null;
}

/** A row of `machine_state`: derived, and rebuilt from payloads at will. */
export interface MachineStateRow {
  machineId: string;
  status: Status;
  aptStatus: Status | null;
  aptUpdatesCount: number;
  aptRebootRequired: Flag;
  aptLastAnalyzeAt: string | null;
  dockerStatus: string | null;
  dockerInstalled: Flag;
  dockerStacksCount: number;
  dockerUpdatesCount: number;
  dockerPruneAvailable: Flag;
  dockerReadAt: string | null;
  postInstallStatus: string | null;
  metricsLastCollectedAt: string | null;
  cpuLoad1: number | null;
  memoryUsedPercent: number | null;
  rootUsedPercent: number | null;
  diskWarningsCount: number;
  metricWarnings: string;
  hardwareWarningsCount: number;
  runningJobId: string | null;
  lastErrorKind: ErrorKind | null;
  lastErrorMessage: string | null;
  updatedAt: string;
}

/** A row of `machine_metrics_latest`: how a machine is doing now. */
export interface MachineMetricsRow {
  machineId: string;
  snapshotId: string | null;
  collectedAt: string;
  cpuLoad1: number | null;
  cpuLoad5: number | null;
  cpuCores: number | null;
  memoryTotalBytes: number | null;
  memoryUsedBytes: number | null;
  memoryAvailableBytes: number | null;
  memoryUsedPercent: number | null;
  filesystemsJson: string | null;
  rootUsedPercent: number | null;
  warningsJson: string | null;
  hottestSensor: string | null;
  hottestCelsius: number | null;
}

/** A row of `machine_hardware`: what a machine is made of, as it last said. */
export interface MachineHardwareRow {
  machineId: string;
  probeSnapshotId: string | null;
  cpuModel: string | null;
  cpuCores: number | null;
  memoryBytes: number | null;
  gpusJson: string | null;
  disksJson: string | null;
  networkJson: string | null;
  firmwareJson: string | null;
  driverJson: string | null;
  warningsJson: string | null;
  updatedAt: string;
}

export interface SnapshotRow {
  id: string;
  machineId: string;
  kind: SnapshotKind;
  schemaVersion: number;
  checkedAt: string;
  status: Status;
  payloadJson: string;
  importantJson: string | null;
  rawLogPath: string | null;
  rawArtifactId: string | null;
  sourceJobId: string | null;
  receivedAt: string;
  /** When the machine last found it unchanged, by the machine's clock and by the collector's. */
  lastConfirmedAt: string | null;
  confirmedReceivedAt: string | null;
  contentHash: string;
}

export interface ExecutionRow {
  id: string;
  machineId: string;
  action: Action;
  mode: 'manual' | 'scheduled';
  schemaVersion: number;
  startedAt: string;
  finishedAt: string | null;
  status: 'running' | 'ok' | 'warning' | 'error';
  requestId: string | null;
  jobId: string | null;
  resultJson: string | null;
  importantJson: string | null;
  reportPath: string | null;
  rawLogPath: string | null;
  reportId: string | null;
  exitCode: number | null;
  errorKind: ErrorKind | null;
  errorMessage: string | null;
  /** When a person took note of the failure, and through which API client. */
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
}

export interface EventRow {
  id: string;
  seq: number;
  machineId: string | null;
  eventType: string;
  severity: Severity;
  createdAt: string;
  actorType: ActorType | null;
  actorId: string | null;
  snapshotId: string | null;
  executionId: string | null;
  jobId: string | null;
  message: string | null;
  payloadJson: string | null;
}

export interface JobRow {
  id: string;
  executionId: string;
  machineId: string;
  action: Action;
  parametersJson: string;
  planHash: string | null;
  status: JobStatus;
  actorType: ActorType;
  actorId: string | null;
  requestId: string | null;
  reason: string | null;
  createdAt: string;
  expiresAt: string;
  sentAt: string | null;
  finishedAt: string | null;
  /** Why it was refused, cancelled or expired, as a sentence. */
  outcome: string | null;
}

/** A dry run that a machine answered with; `planHash` null when apt could not make a plan. */
export interface PlanRow {
  id: string;
  machineId: string;
  action: PlannedAction;
  parametersJson: string;
  planHash: string | null;
  planJson: string;
  actorType: ActorType;
  actorId: string | null;
  createdAt: string;
}

export interface ApiClientRow {
  id: string;
  name: string;
  tokenPrefix: string;
  tokenHash: string;
  scopesJson: string;
  createdAt: string;
  lastUsedAt: string | null;
  revokedAt: string | null;
  /** 1 for the assistant program: what it does carries actor_type hermes. */
  hermes: Flag;
}

export interface EnrolmentTokenRow {
  id: string;
  tokenHash: string;
  name: string | null;
  createdAt: string;
  createdBy: string | null;
  expiresAt: string;
  maxUses: number;
  uses: number;
  tokenPrefix: string | null;
  /** The machine that it is for, where that has a row already. */
  machineId: string | null;
  revokedAt: string | null;
}

/** Who caused something, as the timeline says it. */
export interface Actor {
  readonly actorType: ActorType;
  readonly actorId: string | null;
}

/** Who asks, once the credential has been checked. */
export interface Principal extends Actor {
  /** The id of the API client or the user. */
  readonly actorId: string;
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** The session by which a user asks; null for an API client. */
  readonly sessionId: string | null;
}

/** One change in commit order; `seq` resumes a stream. */
export interface Change {
  readonly seq: number;
  readonly type: 'machine' | 'event' | 'execution' | 'ssh_install';
  readonly machineId: string | null;
  /** The machine's, event's, execution's or attempt's id. */
  readonly refId: string;
}
