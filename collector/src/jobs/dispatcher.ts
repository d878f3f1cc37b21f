import type { ToCollector } from '@suivi/shared';
import type { Feed } from '../domain/feed.ts';
import type { Cancellation, JobStore } from '../domain/jobs.ts';
import type { Actor } from '../domain/rows.ts';
import { Turns } from '../domain/turns.ts';
import type { JobTarget } from './target.ts';
import { type Wish, Withdrawals } from './withdrawals.ts';

type JournalEntries = ToCollector['journal']['jobs'];
type Refusal = ToCollector['job_refused'];

export interface DispatcherDeps {
  readonly store: JobStore;
  readonly feed: Pick<Feed, 'publish'>;
  /** The machine's connection when it stands now. */
  readonly target: (machineId: string) => JobTarget | null;
  /** `machineId` is null when it concerns them all. */
  readonly onError: (error: unknown, machineId: string | null) => void;
  /** Milliseconds until a machine that was asked to give a job back counts as silent; five seconds unless given. */
  readonly withdrawMs?: number | undefined;
}

/** Between two looks for jobs that have expired, and for agents that may have room again. */
const SWEEP_MS = 60_000;

/**
 * Sends each machine its jobs, one at a time and in order, and settles after each connection what became of those that
 * were under way. A machine gets jobs only after its journal has been read, so that none is sent twice without need.
 */
export class Dispatcher {
  readonly #deps: DispatcherDeps;
  /** What each machine knows since it connected; missing: its journal has not come. */
  readonly #known = new Map<JobTarget, Set<string>>();
  /** Machines whose agent had no room for a job; the next sweep asks again. */
  readonly #later = new Set<string>();
  readonly #withdrawals: Withdrawals;
  readonly #turns = new Turns();
  readonly #timer: NodeJS.Timeout;

  constructor(deps: DispatcherDeps) {
    this.#deps = deps;
    this.#withdrawals = new Withdrawals(deps.withdrawMs);
    this.#timer = setInterval(() => void this.sweep(), SWEEP_MS).unref();
  }

  /** Looks whether the machine can be sent a job now. */
  kick(machineId: string): void {
    void this.#inTurn(machineId, () => this.#sendNext(machineId));
  }

  /** The jobs that the machine knows, after it connected or was asked to give one back: what both sides disagree on is settled, then it gets its next job. */
  journal(target: JobTarget, entries: JournalEntries): Promise<void> {
    return this.#inTurn(target.machineId, async () => {
      const told = entries.map(({ jobId }) => jobId);
      this.#known.set(target, new Set([...(this.#known.get(target) ?? []), ...told]));
      await this.#settleWithdrawal(target, told);
      await this.#settle(target, entries);
      await this.#sendNext(target.machineId);
    });
  }

  /** The agent will not do this one. */
  refused(target: JobTarget, { jobId, code, message }: Refusal): Promise<void> {
    return this.#inTurn(target.machineId, async () => {
      const { store, feed } = this.#deps;
      const job = await store.find(jobId);
      if (job?.machineId !== target.machineId || job.status !== 'sent') return;
      const isPassing = code === 'outbox_full' || code === 'too_many_jobs';
      const status = isPassing ? 'queued' : 'refused';
      feed.publish(await store.setStatus(jobId, status, new Date().toISOString(), message));
      if (!isPassing) return this.#sendNext(target.machineId);
      this.#known.get(target)?.delete(jobId);
      this.#later.add(target.machineId);
    });
  }

  /** Cancels a job that has not been sent, or that its machine gives back. In the machine's turn, so that it is not sent meanwhile. */
  async cancel(machineId: string, jobId: string, outcome: string, by: Actor): Promise<Cancellation> {
    const asked = await this.#turns.run(machineId, async () => {
      const status = (await this.#deps.store.find(jobId))?.status;
      if (status === 'queued') return { answer: await this.#setCancelled({ jobId, outcome, by }) };
      if (status !== 'sent') return { answer: 'too_late' as const };
      const target = this.#deps.target(machineId);
      if (!target || !this.#known.has(target)) return { answer: 'away' as const };
      return { answer: this.#withdrawals.ask(target, { jobId, outcome, by }) };
    });
    const answer = await asked.answer;
    if (answer === 'cancelled') this.kick(machineId);
    return answer;
  }

  /** Ends jobs past their expiry, and sends what may go after them or had no room before. */
  async sweep(): Promise<void> {
    const { store, feed, onError } = this.#deps;
    const waiting = new Set(this.#later);
    this.#later.clear();
    try {
      const changes = await store.expire(new Date().toISOString());
      feed.publish(changes);
      for (const { machineId } of changes) if (machineId) waiting.add(machineId);
    } catch (error) {
      onError(error, null);
    }
    for (const machineId of waiting) this.kick(machineId);
  }

  gone(target: JobTarget): void {
    this.#known.delete(target);
    this.#withdrawals.gone(target);
  }

  /** Waits for what is being settled and ends. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#turns.idle();
  }

  async #sendNext(machineId: string): Promise<void> {
    const { store, feed } = this.#deps;
    const target = this.#deps.target(machineId);
    const known = target && this.#known.get(target);
    if (!target || !known) return;
    const next = await store.next(machineId);
    if (!next || known.has(next.order.jobId)) return;
    const { order, signature, job } = next;
    const now = new Date().toISOString();
    if (order.expiresAt <= now) {
      feed.publish(await store.expire(now));
      return this.#sendNext(machineId);
    }
    if (job.status === 'queued') {
      const changes = await store.setStatus(order.jobId, 'sent', now);
      feed.publish(changes);
      // It has been cancelled or has expired meanwhile.
      if (changes.length === 0) return;
    }
    known.add(order.jobId);
    target.send({ type: 'job', job: { order, signature } });
  }

  /** A job that the machine was asked to give back is gone from it, or goes on. */
  async #settleWithdrawal(target: JobTarget, told: readonly string[]): Promise<void> {
    const withdrawal = this.#withdrawals.takeAnswered(target);
    if (!withdrawal) return;
    const isKept = told.includes(withdrawal.jobId);
    withdrawal.settle(isKept ? 'too_late' : await this.#setCancelled(withdrawal));
  }

  async #setCancelled({ jobId, outcome, by }: Wish): Promise<Cancellation> {
    const { store, feed } = this.#deps;
    const changes = await store.setStatus(jobId, 'cancelled', new Date().toISOString(), outcome, by);
    feed.publish(changes);
    return changes.length > 0 ? 'cancelled' : 'too_late';
  }

  async #settle(target: JobTarget, entries: JournalEntries): Promise<void> {
    const { store, feed } = this.#deps;
    const running = await store.runningExecutions(target.machineId);
    const byExecution = new Map(entries.map((entry) => [entry.executionId, entry]));
    for (const { id } of running) {
      if (byExecution.has(id)) continue;
      feed.publish(await store.closeLost(id, new Date().toISOString(), 'agent_lost_job'));
    }
    const finished = entries
      .filter(({ state }) => state === 'finished')
      .map(({ executionId }) => executionId);
    for (const executionId of await store.unfinished(target.machineId, finished))
      target.send({ type: 'want_execution', executionId });
  }

  async #inTurn(machineId: string, work: () => Promise<void>): Promise<void> {
    try {
      await this.#turns.run(machineId, work);
    } catch (error) {
      this.#deps.onError(error, machineId);
    }
  }
}
