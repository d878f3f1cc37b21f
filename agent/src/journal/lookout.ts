import { dirname } from 'node:path';
import { LIMITS } from '@suivi/shared';
import { monotonicMs } from '../domain/clock.ts';
import { isThere } from '../host/files.ts';
import { DirectoryWatcher } from './directory-watcher.ts';
import type { Follower } from './follower.ts';
import type { Queue } from './queue.ts';
import type { RunnerStarter } from './runner-starter.ts';

/** While jobs are open: how often to look, beside being told by the file system. */
const LOOK_MS = 15_000;
/** An acknowledgement that has not come for so long will not come. */
const PATIENCE_MS = LIMITS.silenceMs;
/** How often a job that has vanished from the queue without a run is put there again. */
const REQUEUES = 3;

export interface LookoutOptions {
  readonly runs: string;
  readonly queue: Queue;
  readonly starter: RunnerStarter;
  /** The jobs that are not finished. */
  readonly open: () => readonly Follower[];
  readonly onError: (error: unknown) => void;
}

/** Looks after open jobs: wakes their followers, keeps a runner at work, and ends what nobody will ever do. */
export class Lookout {
  readonly #options: LookoutOptions;
  readonly #watcher = new DirectoryWatcher();
  readonly #requeued = new Map<string, number>();
  readonly #awaited = new Map<string, { from: number; since: number }>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | null = null;
  #isWanted = false;
  #isClosed = false;

  constructor(options: LookoutOptions) {
    this.#options = options;
  }

  /** Looks now; while it looks already, once more afterwards. */
  lookSoon(): void {
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    this.#isWanted = true;
    // Not at once: within the first look the watcher already calls for another, which would then go on beside it.
    this.#looking ??= Promise.resolve()
      .then(() => this.#lookAndPlan())
      .finally(() => {
        this.#looking = null;
        if (this.#isWanted) this.lookSoon();
      });
  }

  /** A job is finished: nothing of it needs looking after. */
  release({ record, run }: Follower): void {
    const { jobId } = record.job.order;
    this.#watcher.stop(run.directory);
    this.#requeued.delete(jobId);
    this.#awaited.delete(jobId);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#looking;
    this.#watcher.close();
  }

  async #lookAndPlan(): Promise<void> {
    let nextMs = LOOK_MS;
    while (this.#isWanted) {
      this.#isWanted = false;
      nextMs = await this.#look().catch((error) => {
        this.#options.onError(error);
        return LOOK_MS;
      });
    }
    if (this.#isClosed || this.#options.open().length === 0) return;
    this.#timer = setTimeout(() => this.lookSoon(), nextMs).unref();
  }

  /** Gives the milliseconds until the next look. */
  async #look(): Promise<number> {
    const { runs, open } = this.#options;
    if (open().length > 0) this.#watchRuns(runs);
    let nextMs = LOOK_MS;
    for (const follower of open()) {
      nextMs = Math.min(nextMs, await this.#lookAfter(follower));
      this.#watcher.watch(follower.run.directory, () => follower.wake());
    }
    return nextMs;
  }

  /** The first runner of a machine makes the folder of runs: until then the one above tells. */
  #watchRuns(runs: string): void {
    const onChange = () => this.lookSoon();
    const above = dirname(runs);
    if (this.#watcher.watch(runs, onChange)) this.#watcher.stop(above);
    else this.#watcher.watch(above, onChange);
  }

  async #lookAfter(follower: Follower): Promise<number> {
    const { starter, queue } = this.#options;
    follower.wake();
    this.#sendLostAgain(follower);
    if (follower.hasEnded || (await isThere(follower.run.end))) return LOOK_MS;
    const isQueued = follower.record.phase === 'accepted' && (await queue.has(follower.record));
    if (await starter.isAtWork()) return LOOK_MS;
    if (isQueued) return this.#startOrGiveUp(follower);
    return (await isThere(follower.run.directory)) ? starter.start() : this.#bringBack(follower);
  }

  /** A job that waited for a runner until it expired will not be done. */
  async #startOrGiveUp(follower: Follower): Promise<number> {
    const { starter, queue } = this.#options;
    const { record } = follower;
    if (Date.parse(record.job.order.expiresAt) > Date.now()) return starter.start();
    if (await queue.withdraw(record))
      await follower.fail('runner_unavailable', 'No runner took the job before it expired.');
    return LOOK_MS;
  }

  /** Neither the queue nor a run has the job: it is put into the queue again, where the runner knows whether it was done. */
  async #bringBack(follower: Follower): Promise<number> {
    const { starter, queue } = this.#options;
    const { jobId } = follower.record.job.order;
    const times = this.#requeued.get(jobId) ?? 0;
    if (follower.record.phase === 'running' || times >= REQUEUES) {
      await follower.fail('runner_interrupted', 'The run of the job has vanished from the machine.');
      return LOOK_MS;
    }
    this.#requeued.set(jobId, times + 1);
    await queue.add(follower.record);
    starter.hurry();
    return starter.start();
  }

  #sendLostAgain(follower: Follower): void {
    const { jobId } = follower.record.job.order;
    const from = follower.awaitedFrom;
    const before = this.#awaited.get(jobId);
    const now = monotonicMs();
    if (from === null) this.#awaited.delete(jobId);
    else if (from !== before?.from) this.#awaited.set(jobId, { from, since: now });
    else if (now - before.since > PATIENCE_MS) {
      this.#awaited.delete(jobId);
      follower.goBack();
    }
  }
}
