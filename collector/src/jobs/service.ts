import { contentHash, LIMITS } from '@suivi/shared';
import { actorOf } from '../domain/actor.ts';
import type { Feed } from '../domain/feed.ts';
import type {
  ActionAnswer,
  ActionRequest,
  AnsweredRequest,
  Cancellation,
  JobMachine,
  JobStore,
  Jobs,
  Selection,
} from '../domain/jobs.ts';
import type { Principal } from '../domain/rows.ts';
import type { Dispatcher } from './dispatcher.ts';
import { type DraftDeps, draftJobs } from './drafts.ts';
import { expiryOf } from './order.ts';

/** One request makes jobs for no more machines than this. */
const MOST_MACHINES = 5_000;

export interface JobServiceDeps extends DraftDeps {
  readonly store: JobStore;
  readonly feed: Pick<Feed, 'publish'>;
  readonly dispatcher: Pick<Dispatcher, 'kick' | 'cancel'>;
}

/** What the API asks of the jobs: make some, withdraw one. */
export class JobService implements Jobs {
  readonly #deps: JobServiceDeps;

  constructor(deps: JobServiceDeps) {
    this.#deps = deps;
  }

  async requestAction(request: ActionRequest): Promise<ActionAnswer> {
    const { store, feed, dispatcher } = this.#deps;
    const { principal, requestId, reason } = request;
    const { actorType, actorId } = principal;
    const fingerprint = request.isRepeatable ? fingerprintOf(request) : null;
    const before = fingerprint === null ? null : await store.findRequest(actorId, requestId);
    if (before) return answerAgain(before, fingerprint);

    const now = new Date();
    const expiresAt = expiryOf(request.expiresAt, now);
    if (expiresAt === null)
      return refuse('expiry_invalid', 'The expiry must lie ahead, and not more than 30 days.');
    const machines = await this.#select(request.selection);
    if (!machines) return refuse('too_many_machines', `It asks more than ${MOST_MACHINES} machines.`);

    const terms = { request, issuedAt: now.toISOString(), expiresAt };
    const items = await draftJobs(this.#deps, terms, machines);
    const made = await store.create({
      items,
      actorType,
      actorId,
      requestId,
      reason,
      fingerprint,
      mostOpen: LIMITS.jobsPerMachine,
    });
    if (made.before) return answerAgain(made.before, fingerprint);
    feed.publish(made.changes);
    for (const item of made.items) if ('jobId' in item) dispatcher.kick(item.machineId);
    return { accepted: true, items: made.items };
  }

  async cancel(jobId: string, by: Principal): Promise<Cancellation> {
    const { store, dispatcher } = this.#deps;
    const job = await store.find(jobId);
    if (!job) return 'too_late';
    return dispatcher.cancel(job.machineId, jobId, `Cancelled by ${by.name}.`, actorOf(by));
  }

  /** The machines in the order in which they were named, unknown ones among them; null when they are too many. */
  async #select(selection: Selection): Promise<(JobMachine | { unknownId: string })[] | null> {
    const found = await this.#deps.store.select(selection, MOST_MACHINES + 1);
    if (found.length > MOST_MACHINES) return null;
    if (!('machineIds' in selection)) return [...found];
    const byId = new Map(found.map((machine) => [machine.id, machine]));
    return [...new Set(selection.machineIds)].map((id) => byId.get(id) ?? { unknownId: id });
  }
}

/** Equal for two requests that ask the same, whoever asks and whenever. */
function fingerprintOf({ selection, action, parameters, plans, reason, expiresAt }: ActionRequest): string {
  const asked =
    'machineIds' in selection ? { machineIds: [...new Set(selection.machineIds)].sort() } : selection;
  const approved = plans instanceof Map ? Object.fromEntries(plans) : plans;
  return contentHash({ asked, action, parameters, approved, reason, expiresAt });
}

function answerAgain(before: AnsweredRequest, fingerprint: string | null): ActionAnswer {
  if (before.fingerprint === fingerprint) return { accepted: true, items: before.items };
  const made = before.items.flatMap((item) => ('jobId' in item ? [item.jobId] : []));
  const jobs = made.length === 1 ? `the job ${made[0]}` : `${made.length} jobs`;
  return refuse('idempotency_conflict', `That one made ${jobs}.`);
}

const refuse = (code: Extract<ActionAnswer, { accepted: false }>['code'], message: string): ActionAnswer => ({
  accepted: false,
  code,
  message,
});
