import type { Severity, Status } from '@suivi/shared';
import type {
  ApiClientRow,
  Change,
  EnrolmentTokenRow,
  EventRow,
  ExecutionRow,
  Flag,
  JobRow,
  MachineMetricsRow,
  MachineRow,
  MachineStateRow,
  PlanRow,
  SnapshotRow,
} from '../domain/rows.ts';

/** A machine with its sealed SSH secrets. */
export interface MachinesTable extends MachineRow {
  encPassword: string | null;
  encSudoPassword: string | null;
}

/** `seq`, `confirmedSeq`: places in the order of commits. `messageSeq`: the agent's, of the last message that brought or confirmed it. */
export interface SnapshotsTable extends SnapshotRow {
  seq: number;
  confirmedSeq: number | null;
  messageSeq: number;
  factsJson: string | null;
}

export interface ExecutionsTable extends ExecutionRow {
  startedReceivedAt: string;
  startedSeq: number;
  finishedReceivedAt: string | null;
  finishedSeq: number | null;
}

export interface MachineHardwareTable {
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

export interface MachineMetricsLatestTable extends MachineMetricsRow {
  messageSeq: number;
}

export interface ReportsTable {
  id: string;
  machineId: string | null;
  executionId: string | null;
  kind: 'machine' | 'global' | 'cleanup' | 'hermes';
  title: string;
  path: string;
  createdAt: string;
  pinned: Flag;
  summaryJson: string | null;
}

export interface RawArtifactsTable {
  id: string;
  machineId: string | null;
  kind: 'raw_log' | 'rendered_template' | 'export' | 'screenshot';
  path: string;
  bytes: number | null;
  sha256: string | null;
  createdAt: string;
  expiresAt: string | null;
  pinned: Flag;
  redacted: Flag;
  retentionPolicy: 'default' | 'failed' | 'pinned' | 'short' | null;
  deletedAt: string | null;
  deleteReason: string | null;
  metadataJson: string | null;
}

export interface ImportantMessagesTable {
  id: string;
  machineId: string | null;
  source: string;
  category: string;
  severity: Severity;
  message: string;
  firstSeenAt: string;
  lastSeenAt: string;
  resolvedAt: string | null;
}

export interface AgentsTable {
  machineId: string;
  publicKey: string;
  counter: number;
  attempt: string | null;
  lastSeq: number;
  connected: Flag;
  connectedSince: string | null;
  disconnectedAt: string | null;
  address: string | null;
  agentVersion: string | null;
  hostname: string | null;
  bootId: string | null;
  clockSkewMs: number | null;
}

export interface JobsTable extends JobRow {
  signature: string;
}

export interface ActionRequestsTable {
  id: string;
  actorId: string;
  requestId: string;
  fingerprint: string;
  answerJson: string;
  createdAt: string;
}

export interface MachineTagsTable {
  id: string;
  machineId: string;
  tag: string;
  createdAt: string;
}

export interface ChangesTable extends Change {
  createdAt: string;
}

export interface EffectiveStatusTable {
  machineId: string;
  status: Status;
  reasonsJson: string;
  since: string;
}

export interface StoreMetaTable {
  id: 1;
  epoch: string;
  collectorId: string;
  sealedSigningKey: string | null;
  createdAt: string;
  seq: number;
  prunedSeq: number;
}

/** The tables as queries see them: names in camel case, as everywhere in the code. */
export interface Tables {
  machines: MachinesTable;
  snapshots: SnapshotsTable;
  executions: ExecutionsTable;
  machineState: MachineStateRow;
  machineHardware: MachineHardwareTable;
  machineMetricsLatest: MachineMetricsLatestTable;
  machineEvents: EventRow;
  importantMessages: ImportantMessagesTable;
  reports: ReportsTable;
  rawArtifacts: RawArtifactsTable;
  agents: AgentsTable;
  enrolmentTokens: EnrolmentTokenRow;
  jobs: JobsTable;
  actionRequests: ActionRequestsTable;
  plans: PlanRow;
  machineTags: MachineTagsTable;
  changes: ChangesTable;
  effectiveStatus: EffectiveStatusTable;
  storeMeta: StoreMetaTable;
  apiClients: ApiClientRow;
}
