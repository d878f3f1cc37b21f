import type {
  Action,
  DurableMessage,
  ProtocolErrorCode,
  RunResult,
  SnapshotKind,
  Status,
  ToCollector,
} from '@suivi/shared';
import type { CleanupFacts } from './cleanup.ts';
import type { Failure } from './failures.ts';
import type {
  Actor,
  ApiClientRow,
  Change,
  EnrolmentTokenRow,
  EventRow,
  ExecutionRow,
  MachineMetricsRow,
  MachineRow,
  MachineStateRow,
  SnapshotRow,
} from './rows.ts';

/** A durable message with the machine that proved itself and the collector's time of its arrival. */
export interface Incoming {
  readonly machineId: string;
  readonly message: DurableMessage;
  readonly receivedAt: string;
}

/**
 * What became of one incoming message. `stored` includes one that was there already. `want` asks the agent for a
 * snapshot that a confirmation named and the store lacks.
 */
export type IngestOutcome =
  | { readonly stored: true; readonly want?: SnapshotKind }
  | { readonly stored: false; readonly code: ProtocolErrorCode; readonly message: string };

/** Store ← ingest: one transaction for the whole batch; a bad message fails alone. Throws when nothing could be stored. */
export interface IngestStore {
  writeBatch(
    batch: readonly Incoming[],
  ): Promise<{ outcomes: readonly IngestOutcome[]; changes: readonly Change[] }>;
}

/** What the link must know of a machine to let its agent in. */
export interface AgentRecord {
  readonly machineId: string;
  readonly name: string;
  readonly publicKey: string;
  readonly counter: number;
  readonly attempt: string | null;
  readonly lastSeq: number;
  readonly deleted: boolean;
  readonly quarantined: boolean;
}

export interface Connected {
  readonly machineId: string;
  readonly counter: number;
  readonly attempt: string;
  readonly hostname: string;
  readonly bootId: string | null;
  readonly agentVersion: string;
  readonly address: string;
  readonly clockSkewMs: number;
  readonly at: string;
}

export interface QuarantineCase {
  readonly reason: 'unknown_key' | 'cloned';
  /** The machine id that the agent claims. */
  readonly machineId: string;
  readonly publicKey: string;
  readonly hostname: string;
  readonly bootId: string | null;
  readonly address: string;
  readonly at: string;
}

/** Store ← link. */
export interface AgentStore {
  readonly epoch: string;
  findAgent(machineId: string): Promise<AgentRecord | null>;
  /** Commits counter, attempt, presence and an `agent_connected` event; returns what changed. */
  recordConnected(connected: Connected): Promise<readonly Change[]>;
  recordDisconnected(machineId: string, at: string, reason: string): Promise<readonly Change[]>;
  /** One statement for many heartbeats: moves last_seen_at (and the skew). */
  recordSeen(seen: readonly { machineId: string; at: string; clockSkewMs: number }[]): Promise<void>;
  /** Keeps (bounded) and names an agent that may not come in; repeated visits change one row. */
  quarantine(visit: QuarantineCase): Promise<readonly Change[]>;
  /** At start: nobody is connected. */
  clearPresence(): Promise<void>;
}

export interface EnrolmentStore {
  createToken(token: EnrolmentTokenRow): Promise<void>;
  /** Uses the token and makes (or finds, by the same key) the machine in one transaction. Throws ProtocolError token_*. */
  enrol(request: {
    tokenHash: string;
    publicKey: string;
    hostname: string;
    agentVersion: string;
    at: string;
  }): Promise<{ machineId: string; name: string; changes: readonly Change[] }>;
  /** A quarantined agent with an unknown key becomes a machine. */
  adopt(machineId: string, at: string, by: Actor): Promise<readonly Change[] | null>;
}

/** What the report on an execution is made of. */
export interface ReportFacts extends Actor {
  readonly machineId: string;
  readonly machineName: string;
  readonly result: ReportedRun;
  /** The name of the API client that asked. */
  readonly actorName: string | null;
  readonly reason: string | null;
  /** What the action was asked to work on; null when there is no job. */
  readonly parameters: Readonly<Record<string, unknown>> | null;
}

/** What a run came to; without its log when that never came whole. */
export type ReportedRun = Omit<RunResult, 'log'> & { readonly log: RunResult['log'] | null };

/** Store → files under SU_REPORTS_DIR: the report on an execution, durable before the transaction that names it. */
export interface ReportFiles {
  /** Writes it, again if need be, and gives its path relative to SU_REPORTS_DIR. */
  write(facts: ReportFacts): Promise<string>;
  /** Writes the report with this id on a run of the cleanup, and gives its path. */
  writeCleanup(id: string, facts: CleanupFacts): Promise<string>;
}

/** What became of the wish to take note of a failed execution. */
export type FailureAnswer = { readonly changes: readonly Change[] } | 'not_found' | 'not_failed';

/** Store ← api: executions that failed. */
export interface FailureStore {
  /**
   * A person has taken note, also of those before it that its success would have made up for: they no longer make the machine
   * an error. A second time changes nothing.
   */
  acknowledgeFailure(executionId: string, by: Actor, at: string): Promise<FailureAnswer>;
}

/** A snapshot without its payload. */
export type SnapshotHead = Omit<SnapshotRow, 'payloadJson'>;

/** One page of a keyset-paginated list; `next` is opaque. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface PageRequest {
  readonly limit: number;
  readonly after?: string | undefined;
}

export interface Presence {
  readonly connected: boolean;
  readonly connectedSince: string | null;
  readonly address: string | null;
  readonly agentVersion: string | null;
  readonly clockSkewMs: number | null;
}

/** A machine with all that a list shows of it. */
export interface MachineView {
  readonly machine: MachineRow;
  readonly state: MachineStateRow | null;
  readonly presence: Presence;
  /** In the order of the alphabet. */
  readonly tags: readonly string[];
  /** The newest apt snapshot without its payload: what effectiveStatus reads. */
  readonly apt: { snapshot: SnapshotHead; facts: AptFacts } | null;
  /** What it is running. */
  readonly running: ExecutionRow | null;
  /** The last execution that ended. */
  readonly lastExecution: ExecutionRow | null;
  /** The failures for which no later success has made up, the last of each kind, the newest first. */
  readonly failures: readonly Failure[];
}

/** Why a machine has its status: a code to branch on, and a sentence. */
export interface StatusReason {
  readonly code: string;
  readonly message: string;
}

/** What a machine's status comes to at a moment, with the reasons and since when. */
export interface EffectiveStatus {
  readonly status: Status;
  readonly statusReasons: readonly StatusReason[];
  readonly statusSince: string | null;
}

/** A machine whose effective status is another than the last sweep found. `from` is null at the first one. */
export interface StatusChange {
  readonly machineId: string;
  readonly from: Status | null;
  readonly to: EffectiveStatus;
}

/** Store ← derive: the statuses that the last sweep found. */
export interface StatusStore {
  recordedStatuses(machineIds: readonly string[]): Promise<ReadonlyMap<string, Status>>;
  /** Keeps them, and puts those that are not the first on the timeline as `status_changed`. */
  recordStatusChanges(changes: readonly StatusChange[], at: string): Promise<readonly Change[]>;
}

/** The few facts of an apt snapshot that its status depends on. */
export interface AptFacts {
  readonly count: number;
  readonly securityCount: number;
  readonly sources: readonly {
    uri: string;
    suite: string;
    enabled: boolean;
    ok: boolean | null;
    lastSuccessAt: string | null;
    error?: string | undefined;
  }[];
  readonly dpkg: { ok: boolean; problem?: string | undefined };
  readonly rebootRequired: boolean;
  readonly problem?: { code: string; message: string } | undefined;
}

/** What a person may change of a machine. */
export interface MachinePatch {
  readonly name?: string;
  /** All its tags from now on. */
  readonly tags?: readonly string[];
}

/** Which executions a list holds. */
export interface ExecutionFilter {
  readonly machineId?: string | undefined;
  readonly status?: ExecutionRow['status'] | undefined;
  readonly action?: Action | undefined;
  readonly requestId?: string | undefined;
  readonly jobId?: string | undefined;
}

/** Store ← api. Every list is ordered and paged by key. */
export interface QueryStore {
  /** With a tag, those that carry it. */
  machines(page: PageRequest, tag?: string): Promise<Page<MachineView>>;
  machine(id: string): Promise<MachineView | null>;
  /** Gives a machine another name or other tags; what is left out stays. */
  editMachine(id: string, patch: MachinePatch, by: Actor): Promise<readonly Change[] | null>;
  deleteMachine(id: string, at: string, by: Actor): Promise<readonly Change[] | null>;
  snapshots(machineId: string, kind: SnapshotKind | undefined, page: PageRequest): Promise<Page<SnapshotRow>>;
  latestSnapshot(machineId: string, kind: SnapshotKind): Promise<SnapshotRow | null>;
  metrics(machineId: string): Promise<MachineMetricsRow | null>;
  events(
    filter: { machineId?: string | undefined; order?: 'newest' | 'oldest' },
    page: PageRequest,
  ): Promise<Page<EventRow>>;
  event(id: string): Promise<EventRow | null>;
  execution(id: string): Promise<ExecutionRow | null>;
  executions(filter: ExecutionFilter, page: PageRequest): Promise<Page<ExecutionRow>>;
  /** Changes after `seq` in commit order, or null when they are gone (then the client starts anew). */
  changesAfter(seq: number, limit: number): Promise<readonly Change[] | null>;
  lastSeq(): Promise<number>;
}

export interface ClientStore {
  createClient(client: ApiClientRow): Promise<void>;
  listClients(page: PageRequest): Promise<Page<ApiClientRow>>;
  /** The client of this name that was not revoked; the oldest when there are more. */
  findActiveClient(name: string): Promise<ApiClientRow | null>;
  findClientByHash(tokenHash: string): Promise<ApiClientRow | null>;
  revokeClient(id: string, at: string): Promise<boolean>;
  touchClient(id: string, at: string): Promise<void>;
}

/** The raw log files under SU_REPORTS_DIR. */
export interface LogFiles {
  /** Durable bytes held for an execution; 0 when there is no file. */
  size(machineId: string, executionId: string): Promise<number>;
  /** Appends when `offset` is where the file ends (an overlap is skipped, a gap changes nothing), fsyncs, gives the new size. */
  append(machineId: string, executionId: string, offset: number, bytes: Uint8Array): Promise<number>;
  /** The path kept in raw_log_path, relative to SU_REPORTS_DIR. */
  path(machineId: string, executionId: string): string;
  /** sha256 and size of the whole file. */
  digest(machineId: string, executionId: string): Promise<{ bytes: number; sha256: string }>;
  /** The bytes from `from` up to `to`, that one not included; to the end of the file when it is left out. */
  read(machineId: string, executionId: string, from: number, to?: number): NodeJS.ReadableStream;
  /** Throws the file away so that it can be sent again from the start. */
  discard(machineId: string, executionId: string): Promise<void>;
}

/** Why nothing can be stored at the moment, and since when. */
export interface StoreProblem {
  readonly code: string;
  readonly since: string;
  readonly message: string;
}

/** Publish: live changes, in commit order. */
export interface Feed {
  publish(changes: readonly Change[]): void;
  /** `metrics` are live only and have no place in the order. */
  publishLive(live: LiveNotice): void;
  subscribe(listener: FeedListener): () => void;
  /** The newest change that listeners have been told of. */
  lastSeq(): number;
  /** At most `limit` changes after `seq`, up to lastSeq, in order and without a gap; null when they are gone. */
  changesAfter(seq: number, limit: number): Promise<readonly Change[] | null>;
}

/** What a run is doing, and when its machine said so. */
export interface RunProgress extends Omit<ToCollector['progress'], 'type'> {
  readonly machineId: string;
  readonly receivedAt: string;
}

/** Publish ← api: what runs are doing now. */
export interface ProgressView {
  /** Null when it is not known: the run has not begun, has ended, or its machine has not told yet. */
  of(machineId: string, executionId: string): RunProgress | null;
}

export type LiveNotice =
  | { readonly type: 'metrics'; readonly machineId: string }
  | { readonly type: 'log'; readonly machineId: string; readonly executionId: string; readonly size: number }
  | ({ readonly type: 'progress' } & RunProgress);

export interface FeedListener {
  changes(changes: readonly Change[]): void;
  live(notice: LiveNotice): void;
}
