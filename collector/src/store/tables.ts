import type { Status } from '@suivi/shared';
import type { ArtifactRow, ReportRow } from '../domain/archive.ts';
import type { RegistryImageRow } from '../domain/docker.ts';
import type { ImportantMessageRow } from '../domain/messages.ts';
import type { MachinePendingRow } from '../domain/pending-since.ts';
import type { AssignmentRow, ProfileRow, ProfileVersionRow } from '../domain/post-install.ts';
import type { RetentionRow } from '../domain/retention.ts';
import type {
  ApiClientRow,
  Change,
  EnrolmentTokenRow,
  EventRow,
  ExecutionRow,
  Flag,
  JobRow,
  MachineHardwareRow,
  MachineMetricsRow,
  MachineRow,
  MachineStateRow,
  PlanRow,
  SnapshotRow,
} from '../domain/rows.ts';
import type { SshInstallRow } from '../domain/ssh.ts';
import type { CredentialRow, SessionRow, UserRow } from '../domain/users.ts';

/** A machine with its sealed SSH secrets. */
export interface MachinesTable extends MachineRow {
  encPassword: string | null;
  encSudoPassword: string | null;
  encPrivateKey: string | null;
  encKeyPassphrase: string | null;
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

export type MachineHardwareTable = MachineHardwareRow;

export interface MachineMetricsLatestTable extends MachineMetricsRow {
  overJson: string | null;
  messageSeq: number;
}

/** `startsAt`: seconds since 1970. */
export interface MachineMetricsHistoryTable {
  id: string;
  machineId: string;
  tier: string;
  startsAt: number;
  bucketsJson: string;
}

/** `fingerprint`: what makes two messages the same. `observedBy`: what has to be looked at again to see whether it still holds. */
export interface ImportantMessagesTable extends ImportantMessageRow {
  fingerprint: string | null;
  observedBy: string | null;
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
  tokenId: string | null;
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
  sealedRepositoryKey: string | null;
  sealedCertificateKeys: string | null;
  createdAt: string;
  seq: number;
  prunedSeq: number;
  setupTokenHash: string | null;
  setupExpiresAt: string | null;
  thresholdsJson: string | null;
}

/** The tables as queries see them: names in camel case, as everywhere in the code. */
export interface Tables {
  machines: MachinesTable;
  snapshots: SnapshotsTable;
  executions: ExecutionsTable;
  machineState: MachineStateRow;
  machineHardware: MachineHardwareTable;
  machineMetricsLatest: MachineMetricsLatestTable;
  machineMetricsHistory: MachineMetricsHistoryTable;
  machineEvents: EventRow;
  importantMessages: ImportantMessagesTable;
  reports: ReportRow;
  rawArtifacts: ArtifactRow;
  agents: AgentsTable;
  enrolmentTokens: EnrolmentTokenRow;
  jobs: JobsTable;
  actionRequests: ActionRequestsTable;
  plans: PlanRow;
  machineTags: MachineTagsTable;
  postInstallProfiles: ProfileRow;
  postInstallVersions: ProfileVersionRow;
  postInstallAssignments: AssignmentRow;
  changes: ChangesTable;
  effectiveStatus: EffectiveStatusTable;
  storeMeta: StoreMetaTable;
  apiClients: ApiClientRow;
  users: UserRow;
  userCredentials: CredentialRow;
  userSessions: SessionRow;
  registryImages: RegistryImageRow;
  sshInstalls: SshInstallRow;
  retentionSettings: RetentionRow;
  machinePending: MachinePendingRow;
}
