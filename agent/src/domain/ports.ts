import type {
  Action,
  ActionPlan,
  AptAnalysis,
  DurableMessage,
  Job,
  LogChunk,
  ToCollector,
  Welcome,
} from '@suivi/shared';

type WithoutPlace<M> = M extends unknown ? Omit<M, 'id' | 'seq'> : never;

/** A durable message before the outbox gives it an id and a sequence. */
export type DurableDraft = WithoutPlace<DurableMessage>;

/** Where probes and the journal put what must reach the collector. */
export interface Outbox {
  /**
   * Resolves when the message is durable on disk. Putting an `execution_started` or `execution_finished` of an execution
   * whose message of that type still waits gives that message's id and adds nothing, so repeating after a crash is safe.
   * Rejects when the disk refuses (ENOSPC and the like): the caller keeps its data and tries again.
   * A caller that can only say twice what must be known once gives the message an id of its own, which the collector knows again.
   */
  put(draft: DurableDraft, id?: string): Promise<{ readonly id: string; readonly seq: number }>;
  /** True when the bound is reached: new jobs are refused (`outbox_full`) until the collector has taken something. */
  readonly isFull: boolean;
}

/** The outbox as the link sees it: messages in order of their sequence, each waiting until it is acknowledged. */
export interface Spool {
  /** The oldest message that is not on its way, as the JSON text to send; null when there is none. Marks it as on its way. */
  take(): Promise<{ readonly id: string; readonly text: string } | null>;
  /** The collector has stored these. */
  acknowledge(ids: readonly string[]): Promise<void>;
  /** The collector will never store this one: it is set aside and reported. */
  reject(id: string, reason: string): Promise<void>;
  /** The connection is gone: what was on its way waits again. */
  release(): Promise<void>;
  /** Goes on from what the store holds: resends kept messages above `lastSeq`, and never numbers below it. */
  reconcile(lastSeq: number): Promise<void>;
  /** Calls the listener whenever there may be something new to take; gives the way to stop it. */
  onWaiting(listener: () => void): () => void;
}

/** What an agent may ask of its own runner; it changes nothing but the package lists. */
export type OwnAction = Extract<
  Action,
  'apt_refresh' | 'post_install_check' | 'docker_inventory' | 'guests_inventory'
>;

export type JournalEntry = ToCollector['journal']['jobs'][number];

/** Why a job was not taken: the code and sentence of `job_refused`. */
export type JobRefusal = Pick<ToCollector['job_refused'], 'code' | 'message'>;

/** The jobs of this machine, from acceptance until their results are delivered. */
export interface Journal {
  /** Resolves when the job is durable (again when it was known already), or with the reason why it is refused. Asks `Outbox.isFull` first. */
  accept(job: Job): Promise<'accepted' | JobRefusal>;
  /** Withdraws a job that has not started; a started one goes on. */
  cancel(jobId: string): Promise<void>;
  /** What the `journal` message says after each WELCOME. */
  list(): readonly JournalEntry[];
  /** Queues a job of the agent's own, unless one of this action is queued or running. */
  ask(action: OwnAction): Promise<void>;
  /** The log is durable on the collector up to this offset; may be lower than before. */
  logAck(executionId: string, offset: number): void;
  /** The collector lacks this execution: both messages again, and the log from where log_ack says. */
  wantExecution(executionId: string): Promise<void>;
  /** A connection stands, after its journal message: send logs again from what is acknowledged. */
  resume(): void;
}

/** What a run is doing, as it travels. */
export type RunProgress = Omit<ToCollector['progress'], 'type'>;

/** The link's side of log transport. */
export interface LogSender {
  /** Sends one chunk at once. False: not online, or enough bytes wait in the socket; try again after `onWritable`. */
  sendLog(chunk: LogChunk): boolean;
  /** Sends at once what a run is doing. False: not online; nothing is kept. */
  sendProgress(progress: RunProgress): boolean;
  /** Calls the listener when `sendLog` may succeed again; gives the way to stop it. */
  onWritable(listener: () => void): () => void;
}

/** Starts the runner where no systemd does. Starting it while one runs is harmless: the second drains nothing and ends. */
export type StartRunner = () => void;

/** What the link tells the pipeline about the store that welcomed it. */
export type StorePosition = Pick<Welcome, 'epoch' | 'lastSeq'>;

/** What is to be planned. `parameters` has been checked against ACTION_PARAMETERS of the action. */
export interface PlanWish {
  readonly action: Action;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Whether to bring changelogs and CVE numbers too. */
  readonly changelogs?: boolean;
}

/** A plan, and the command that carries out exactly it. */
export interface Planned {
  readonly plan: ActionPlan;
  /** `apt-get` and its arguments, without those that every run gets (-y, locks, conffiles, progress); null where no plan could be made. */
  readonly command: readonly string[] | null;
}

/** Packages that are to be installed and are not, and that are to go and are there. */
export interface PackagesWish {
  readonly present: readonly string[];
  readonly absent: readonly string[];
}

/** Runner and link → the packages probe: what an action would do, simulated by apt without privilege and without refreshing. */
export interface Planner {
  /** Never rejects for what apt cannot do: see `plan.problem`. */
  plan(wish: PlanWish): Promise<Planned>;
  /** What apt would do so that packages are there, or are not. Of its names each is taken as it is, or there is no plan. */
  packages(wish: PackagesWish): Promise<Planned>;
}

/** Runner → the packages probe: whether dpkg's database is in order, and whether a reboot is needed, read now. */
export interface HealthReader {
  read(): Promise<Pick<AptAnalysis, 'dpkg' | 'reboot'>>;
}
