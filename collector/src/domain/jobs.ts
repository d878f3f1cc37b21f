import type { Action, JobOrder } from '@suivi/shared';
import type { Page, PageRequest } from './page.ts';
import type { Actor, Change, ExecutionRow, JobRow, Principal } from './rows.ts';

/** Which machines are asked. A tag and `all` mean the machines that are trusted and not deleted. */
export type Selection =
  | { readonly machineIds: readonly string[] }
  | { readonly tag: string }
  | { readonly all: true };

/** What a client asks of machines, all of it valid but for the machines. `expiresAt` null is the default of 24 hours. */
export interface ActionRequest {
  readonly selection: Selection;
  readonly action: Action;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The hash of the plan that was approved for each machine, or whatever is current; null with an action that runs no plan. */
  readonly plans: ReadonlyMap<string, string> | 'current' | null;
  readonly principal: Principal;
  readonly reason: string | null;
  readonly expiresAt: string | null;
  readonly requestId: string;
  /** Whether the client chose the request's id, to ask again by it: the same request then gives the same answer. */
  readonly isRepeatable: boolean;
}

/** A job with the execution's id that is reserved for it. */
export interface AcceptedItem {
  readonly machineId: string;
  readonly jobId: string;
  readonly executionId: string;
}

/** Why one machine gets no job, as a code of the API and a sentence. */
export interface RefusedItem {
  readonly machineId: string;
  readonly code:
    | 'machine_not_found'
    | 'machine_deleted'
    | 'machine_quarantined'
    | 'machine_not_selected'
    | 'plan_missing'
    | 'job_too_large'
    | 'too_many_jobs';
  readonly message: string;
}

export type ActionItem = AcceptedItem | RefusedItem;

/** What became of a request, machine by machine, or why nothing did. */
export type ActionAnswer =
  | { readonly accepted: true; readonly items: readonly ActionItem[] }
  | {
      readonly accepted: false;
      readonly code: 'expiry_invalid' | 'idempotency_conflict' | 'too_many_machines';
      readonly message: string;
    };

/** What became of the wish to cancel a job. `unanswered`: the machine did not say whether it has begun. */
export type Cancellation = 'cancelled' | 'too_late' | 'away' | 'unanswered';

/** Jobs ← api. Both publish what they changed. */
export interface Jobs {
  requestAction(request: ActionRequest): Promise<ActionAnswer>;
  /** Cancels a job that is queued, or that was sent and that its machine gives back. */
  cancel(jobId: string, by: Principal): Promise<Cancellation>;
}

export interface NewJob {
  readonly order: JobOrder;
  readonly signature: string;
}

/** The jobs of one request and the refusals that are known already, in the order of the answer. */
export interface NewRequest extends Actor {
  readonly items: readonly (NewJob | RefusedItem)[];
  readonly actorId: string;
  readonly requestId: string;
  readonly reason: string | null;
  /** Of all that was asked for, when the answer is to be kept for a repetition. */
  readonly fingerprint: string | null;
  /** A machine with this many open jobs gets no more. */
  readonly mostOpen: number;
}

/** A request that was answered before. */
export interface AnsweredRequest {
  readonly fingerprint: string;
  readonly items: readonly ActionItem[];
}

/** A machine as far as it matters to whoever asks it for something. */
export interface JobMachine {
  readonly id: string;
  readonly isDeleted: boolean;
  readonly isQuarantined: boolean;
}

/** A job without its parameters, which can be long. */
export type JobHead = Omit<JobRow, 'parametersJson'>;

/** A job with the name of who asked for it. */
export type JobView<Job> = Job & { readonly actorName: string | null };

export interface JobFilter {
  readonly machineId?: string | undefined;
  readonly status?: JobRow['status'] | undefined;
  readonly requestId?: string | undefined;
}

/** Store ← jobs. */
export interface JobStore {
  /** Makes the jobs of a request in one transaction. A request of this actor with this id that was kept before makes none and is given back. */
  create(request: NewRequest): Promise<{
    readonly items: readonly ActionItem[];
    /** The request that was answered before. */
    readonly before: AnsweredRequest | null;
    readonly changes: readonly Change[];
  }>;
  /** The request of an actor that was kept under this id. */
  findRequest(actorId: string, requestId: string): Promise<AnsweredRequest | null>;
  /** The machines that a selection names, at most `limit`. An id of no machine has none. */
  select(selection: Selection, limit: number): Promise<readonly JobMachine[]>;
  find(jobId: string): Promise<JobView<JobRow> | null>;
  findByExecution(executionId: string): Promise<JobView<JobRow> | null>;
  /** Newest first. */
  list(filter: JobFilter, page: PageRequest): Promise<Page<JobView<JobHead>>>;
  /** The job that may go to this machine now, one at a time and in order: the one that was sent, or else the oldest queued one; none while one runs. */
  next(machineId: string): Promise<{ job: JobRow; order: JobOrder; signature: string } | null>;
  /** `by` is who caused it; the system unless said. */
  setStatus(
    jobId: string,
    status: JobRow['status'],
    at: string,
    outcome?: string,
    by?: Actor,
  ): Promise<readonly Change[]>;
  /** Queued jobs past their expiry become expired; returns the machines concerned. */
  expire(now: string): Promise<readonly Change[]>;
  /** The machine's executions that have begun and not ended. */
  runningExecutions(machineId: string): Promise<readonly Pick<ExecutionRow, 'id' | 'jobId'>[]>;
  /** Those of these executions of the machine whose end has not been stored. */
  unfinished(machineId: string, executionIds: readonly string[]): Promise<readonly string[]>;
  /** A running execution that its machine no longer knows ends as an error, in one transaction with everything that follows. */
  closeLost(
    executionId: string,
    at: string,
    errorKind: 'agent_lost_job' | 'log_lost',
  ): Promise<readonly Change[]>;
}
