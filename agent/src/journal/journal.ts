import { join } from 'node:path';
import type { Job } from '@suivi/shared';
import type { Logger } from '../domain/logger.ts';
import type {
  JobRefusal,
  JournalEntry,
  Journal as JournalPort,
  LogSender,
  Outbox,
  OwnAction,
  StartRunner,
} from '../domain/ports.ts';
import { type RunnerPaths, runnerPaths } from '../domain/run-files.ts';
import { serially } from '../domain/serial.ts';
import type { Trust } from '../domain/trust.ts';
import { isThere, makeDirectory } from '../host/files.ts';
import { ownJob, refusalOf } from './admission.ts';
import { Follower } from './follower.ts';
import { JOURNAL_LIMITS, type JournalLimits } from './limits.ts';
import { fileDamaged, loadRecords } from './load.ts';
import { Lookout } from './lookout.ts';
import { PROGRESS_TIMES, type ProgressTimes } from './progress/reporter.ts';
import { Queue } from './queue.ts';
import { type JobRecord, JobRecords } from './records.ts';
import { outdated, removeRun } from './retention.ts';
import { RunnerStarter } from './runner-starter.ts';

export interface JournalOptions {
  readonly stateDir: string;
  readonly runnerDir: string;
  readonly trust: Trust;
  readonly outbox: Outbox;
  readonly startRunner: StartRunner;
  readonly logger: Logger;
  readonly limits?: Partial<JournalLimits>;
  readonly progressTimes?: ProgressTimes;
}

/** The jobs of this machine, from acceptance until their results are in the outbox and their logs on the collector. */
export class Journal implements JournalPort {
  readonly #options: JournalOptions;
  readonly #limits: JournalLimits;
  readonly #runner: RunnerPaths;
  readonly #records: JobRecords;
  readonly #queue: Queue;
  readonly #lookout: Lookout;
  readonly #starter: RunnerStarter;
  readonly #followers = new Map<string, Follower>();
  readonly #inTurn = serially();
  #sender: LogSender | null = null;
  #stopSending = () => {};
  #position = 0;

  private constructor(options: JournalOptions) {
    this.#options = options;
    this.#limits = { ...JOURNAL_LIMITS, ...options.limits };
    this.#runner = runnerPaths(options.runnerDir);
    this.#records = new JobRecords(join(options.stateDir, 'jobs'));
    this.#queue = new Queue(this.#runner.queue);
    this.#starter = new RunnerStarter(this.#runner.locks, options.startRunner);
    this.#lookout = new Lookout({
      runs: this.#runner.runs,
      queue: this.#queue,
      starter: this.#starter,
      open: () => this.#open(),
      onError: (error) => this.#noteError(error),
    });
  }

  /** Reads what an earlier process left and goes on with it. */
  static async open(options: JournalOptions): Promise<Journal> {
    const journal = new Journal(options);
    await journal.#load();
    return journal;
  }

  /** Logs go out through this sender from now on. */
  sendThrough(sender: LogSender): void {
    this.#stopSending();
    this.#sender = sender;
    this.#stopSending = sender.onWritable(() => this.#wakeAll());
    this.#wakeAll();
  }

  async close(): Promise<void> {
    this.#stopSending();
    this.#sender = null;
    await this.#lookout.close();
    await Promise.all([...this.#followers.values()].map((follower) => follower.close()));
  }

  accept(job: Job): Promise<'accepted' | JobRefusal> {
    return this.#inTurn(async () => {
      if (this.#followers.has(job.order.jobId)) return 'accepted';
      const { outbox, trust } = this.#options;
      const limit = this.#limits.openJobs;
      const refusal = refusalOf(job, { outbox, trust, limit, open: this.#open().length });
      if (refusal) return refusal;
      await this.#add(job);
      return 'accepted';
    });
  }

  cancel(jobId: string): Promise<void> {
    return this.#inTurn(async () => {
      const follower = this.#followers.get(jobId);
      if (follower?.record.phase !== 'accepted' || !(await this.#queue.withdraw(follower.record))) return;
      await this.#forget(follower);
    });
  }

  list(): readonly JournalEntry[] {
    return [...this.#followers.values()].map(({ record: { job, phase } }) => {
      const { jobId, executionId, action } = job.order;
      return { jobId, executionId, action, state: phase };
    });
  }

  ask(action: OwnAction): Promise<void> {
    return this.#inTurn(async () => {
      const open = this.#open();
      const isUnderWay = open.some(
        (follower) => follower.record.job.order.action === action && !follower.hasEnded,
      );
      if (!isUnderWay && open.length < this.#limits.openJobs)
        await this.#add(ownJob(this.#options.trust.machineId, action));
    });
  }

  /** Whether a run is going on, or has ended and is not told yet. */
  get isRunning(): boolean {
    return this.#open().some(({ record }) => record.phase === 'running');
  }

  logAck(executionId: string, offset: number): void {
    this.#find(executionId)?.ack(offset);
  }

  async wantExecution(executionId: string): Promise<void> {
    await this.#find(executionId)?.again();
    this.#lookout.lookSoon();
  }

  resume(): void {
    for (const follower of this.#open()) follower.goBack();
  }

  async #load(): Promise<void> {
    await makeDirectory(this.#runner.queue);
    const report = (event: Parameters<Outbox['put']>[0]) => this.#options.outbox.put(event);
    const { stateDir } = this.#options;
    for (const record of await loadRecords(stateDir, this.#records, this.#queue, this.#runner, report))
      this.#follow(record);
    this.#position = Math.max(0, ...[...this.#followers.values()].map(({ record }) => record.position));
    await this.#forgetOutdated();
    await this.#completeQueue();
    this.#wakeAll();
    this.#lookout.lookSoon();
  }

  /** An agent that was killed between the record and the entry: a runner at work would hold the job up. One done before is known there. */
  async #completeQueue(): Promise<void> {
    for (const { record, run } of this.#open())
      if (record.phase === 'accepted' && !(await this.#queue.has(record)) && !(await isThere(run.directory)))
        await this.#queue.add(record);
  }

  /** First the record, then the entry: without an entry the record puts it there again. */
  async #add(job: Job): Promise<void> {
    const position = this.#position + 1;
    const record: JobRecord = { job, position, phase: 'accepted', startedAt: null, finishedAt: null };
    await this.#records.save(record);
    this.#position = position;
    await this.#queue.add(record).catch((error) => this.#noteError(error));
    // Not before: one that is followed and has no entry yet would be given another, which a job that expires leaves behind.
    this.#follow(record);
    this.#starter.hurry();
    this.#lookout.lookSoon();
  }

  #follow(record: JobRecord): void {
    const { outbox } = this.#options;
    const { executionId, jobId } = record.job.order;
    const follower = new Follower({
      record,
      records: this.#records,
      runs: this.#runner.runs,
      outbox,
      sender: {
        sendLog: (chunk) => this.#sender?.sendLog(chunk) ?? false,
        sendProgress: (progress) => this.#sender?.sendProgress(progress) ?? false,
      },
      limits: this.#limits,
      progressTimes: this.#options.progressTimes ?? PROGRESS_TIMES,
      onError: (error) => this.#noteError(error, executionId),
      onDamaged: async (file, reason) => void (await outbox.put(fileDamaged(file, reason))),
      onFinished: () => {
        this.#lookout.release(follower);
        this.#forgetOutdated().catch((error) => this.#noteError(error));
      },
    });
    this.#followers.set(jobId, follower);
  }

  async #forgetOutdated(): Promise<void> {
    const all = [...this.#followers.values()];
    for (const follower of await outdated(all, this.#limits)) {
      await removeRun(follower.run.directory);
      await this.#forget(follower);
    }
  }

  async #forget(follower: Follower): Promise<void> {
    await follower.close();
    await this.#records.remove(follower.record);
    this.#followers.delete(follower.record.job.order.jobId);
  }

  #open(): Follower[] {
    return [...this.#followers.values()].filter(({ record }) => record.phase !== 'finished');
  }

  #find(executionId: string): Follower | undefined {
    return [...this.#followers.values()].find(({ record }) => record.job.order.executionId === executionId);
  }

  #wakeAll(): void {
    for (const follower of this.#open()) follower.wake();
  }

  #noteError(error: unknown, executionId?: string): void {
    this.#options.logger.error('The journal met an error and will try again.', { error, executionId });
  }
}
