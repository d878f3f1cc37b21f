import type { Action, PendingPackage, SnapshotKind } from '@suivi/shared';
import type { AptFacts } from './apt-facts.ts';
import type { Failure } from './failures.ts';
import type { KnownMachine } from './guests.ts';
import type { Page, PageRequest } from './page.ts';
import type { PendingSince } from './pending-since.ts';
import type {
  Actor,
  Change,
  EventRow,
  ExecutionRow,
  MachineHardwareRow,
  MachineMetricsRow,
  MachineRow,
  MachineStateRow,
  SnapshotRow,
} from './rows.ts';
import type { TagAnswer, TagChange } from './tags.ts';

/** A snapshot without its payload. */
export type SnapshotHead = Omit<SnapshotRow, 'payloadJson'>;

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

/** A line on the timeline with the name of who caused it. */
export interface EventView extends EventRow {
  readonly actorName: string | null;
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

/** A package that one machine has pending. */
export interface PendingOnMachine
  extends Pick<
    PendingPackage,
    'name' | 'arch' | 'installedVersion' | 'candidateVersion' | 'security' | 'status' | 'reason'
  > {
  readonly machineId: string;
  /** When it was first seen as pending, of what has been pending since; null where that is not known. */
  readonly since: string | null;
}

/** Store ← api. Every list is ordered and paged by key. */
export interface QueryStore {
  /** With a tag, those that carry it. */
  machines(page: PageRequest, tag?: string): Promise<Page<MachineView>>;
  machine(id: string): Promise<MachineView | null>;
  /** Those of these machines that there are and that are not deleted, in a few queries however many they are. */
  machinesById(ids: readonly string[]): Promise<readonly MachineView[]>;
  /** What is pending on all machines that are not deleted, by the newest analysis of each. */
  pendingPackages(): Promise<readonly PendingOnMachine[]>;
  /** Gives a machine another name or other tags; what is left out stays. */
  editMachine(id: string, patch: MachinePatch, by: Actor): Promise<readonly Change[] | null>;
  /** Adds and takes away tags of many machines at once; what each of them answers. */
  changeTags(
    change: TagChange,
    by: Actor,
  ): Promise<{ readonly result: readonly TagAnswer[]; readonly changes: readonly Change[] }>;
  deleteMachine(id: string, at: string, by: Actor): Promise<readonly Change[] | null>;
  snapshots(machineId: string, kind: SnapshotKind | undefined, page: PageRequest): Promise<Page<SnapshotRow>>;
  /** Since when each package that is pending on a machine has been seen so; null where nothing of it is noted down. */
  pendingSince(machineId: string): Promise<PendingSince | null>;
  latestSnapshot(machineId: string, kind: SnapshotKind): Promise<SnapshotRow | null>;
  hardware(machineId: string): Promise<MachineHardwareRow | null>;
  /** What the guests of a host are compared with. */
  knownMachines(): Promise<readonly KnownMachine[]>;
  metrics(machineId: string): Promise<MachineMetricsRow | null>;
  events(
    filter: { machineId?: string | undefined; order?: 'newest' | 'oldest' },
    page: PageRequest,
  ): Promise<Page<EventView>>;
  event(id: string): Promise<EventView | null>;
  execution(id: string): Promise<ExecutionRow | null>;
  executions(filter: ExecutionFilter, page: PageRequest): Promise<Page<ExecutionRow>>;
  /** Changes after `seq` in commit order, or null when they are gone (then the client starts anew). */
  changesAfter(seq: number, limit: number): Promise<readonly Change[] | null>;
  lastSeq(): Promise<number>;
}
