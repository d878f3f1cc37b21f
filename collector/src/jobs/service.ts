import { LIMITS } from '@suivi/shared';
import { actorOf } from '../domain/actor.ts';
import type { ActionAnswer, ActionRequest, Feed, JobStore, Jobs } from '../domain/ports.ts';
import type { Principal } from '../domain/rows.ts';
import type { Dispatcher } from './dispatcher.ts';
import { makeOrder } from './order.ts';

export interface JobServiceDeps {
  readonly store: JobStore;
  readonly feed: Pick<Feed, 'publish'>;
  readonly dispatcher: Dispatcher;
  readonly sign: (bytes: Uint8Array) => string;
}

/** What the API asks of the jobs: make one, withdraw one. */
export class JobService implements Jobs {
  readonly #deps: JobServiceDeps;

  constructor(deps: JobServiceDeps) {
    this.#deps = deps;
  }

  async requestAction(request: ActionRequest): Promise<ActionAnswer> {
    const { store, feed, dispatcher, sign } = this.#deps;
    const { machineId, principal, requestId, reason } = request;
    const before = await store.findByRequest(principal.clientId, requestId);
    if (before) return { accepted: true, jobId: before.id, executionId: before.executionId };
    if ((await store.countOpen(machineId)) >= LIMITS.jobsPerMachine) {
      const message = `${LIMITS.jobsPerMachine} jobs of this machine are waiting already.`;
      return { accepted: false, code: 'too_many_jobs', message };
    }
    const made = makeOrder(request, sign, new Date());
    if (!made) {
      const message = 'The expiry must lie ahead, and not more than 30 days.';
      return { accepted: false, code: 'expiry_invalid', message };
    }
    feed.publish(await store.create({ ...made, ...actorOf(principal), requestId, reason }));
    dispatcher.kick(machineId);
    const { jobId, executionId } = made.order;
    return { accepted: true, jobId, executionId };
  }

  async cancel(jobId: string, by: Principal): Promise<boolean> {
    const { store, dispatcher } = this.#deps;
    const job = await store.find(jobId);
    if (!job) return false;
    return dispatcher.cancel(job.machineId, jobId, `Cancelled by ${by.name}.`, actorOf(by));
  }
}
