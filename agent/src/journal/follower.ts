import type { ErrorKind } from '@suivi/shared';
import type { LogSender, Outbox } from '../domain/ports.ts';
import { modeOf, type RunEnd, type RunPaths, runPaths } from '../domain/run-files.ts';
import type { JournalLimits } from './limits.ts';
import { LogTail } from './log-tail.ts';
import { ProgressReporter, type ProgressTimes } from './progress/reporter.ts';
import type { JobRecord, JobRecords } from './records.ts';
import { RedactedLog } from './redacted-log.ts';
import { failedEnd, readEnd, readStart } from './run-files.ts';

export interface FollowerOptions {
  readonly record: JobRecord;
  readonly records: JobRecords;
  readonly runs: string;
  readonly outbox: Outbox;
  readonly sender: Pick<LogSender, 'sendLog' | 'sendProgress'>;
  readonly limits: JournalLimits;
  readonly progressTimes: ProgressTimes;
  /** Something went wrong with the disk; the follower is woken again later. */
  readonly onError: (error: unknown) => void;
  readonly onDamaged: (file: string, reason: string) => Promise<void>;
  readonly onFinished: () => void;
}

/**
 * Follows one job from its acceptance to the delivery of its result:
 *
 *     accepted --run begun--> running --run ended, whole log acknowledged--> finished
 *         |                     | ^                                           | ^
 *         |                     | `---- again: the collector lacks it --------' |
 *         `---------------------`------- fail: there is no run -----------------'
 *
 * Each change puts its message into the outbox first and is noted after that: a crash between the two repeats the message,
 * which the collector ignores.
 */
export class Follower {
  readonly #options: FollowerOptions;
  readonly #run: RunPaths;
  readonly #log: RedactedLog;
  readonly #tail: LogTail;
  readonly #progress: ProgressReporter;
  #record: JobRecord;
  #end: RunEnd | null = null;
  #work: Promise<void> | null = null;
  #isWoken = false;
  /** The collector has said how much it holds since this was last looked at. */
  #isTold = false;
  #repeats = 0;

  constructor(options: FollowerOptions) {
    const { record, runs, sender, limits, onError, progressTimes: times } = options;
    const { jobId, executionId } = record.job.order;
    this.#options = options;
    this.#record = record;
    this.#run = runPaths(runs, jobId);
    this.#log = new RedactedLog(this.#run.log, limits.logBytes);
    this.#tail = new LogTail(executionId, this.#log, sender, limits);
    const send = sender.sendProgress;
    this.#progress = new ProgressReporter({ executionId, run: this.#run, send, onError, times });
  }

  get record(): JobRecord {
    return this.#record;
  }

  get run(): RunPaths {
    return this.#run;
  }

  /** Whether the run has ended, delivered or not. */
  get hasEnded(): boolean {
    return this.#end !== null || this.#record.phase === 'finished';
  }

  /** Up to where the log is acknowledged while more of it was sent; null when no acknowledgement is awaited. */
  get awaitedFrom(): number | null {
    return this.#record.phase === 'running' && this.#tail.isWaiting ? this.#tail.acked : null;
  }

  /** Looks for what has changed and does what follows from it. Many calls while it works are one. */
  wake(): void {
    this.#isWoken = true;
    // Not only between two looks at the log: one that is written without a break is sent without a break.
    if (this.#isGoingOn) this.#progress.wake();
    this.#work ??= this.#advance()
      .catch(this.#options.onError)
      .finally(() => {
        this.#work = null;
        // Who woke it between the loop's last look and here found it at work.
        if (this.#isWoken) this.wake();
      });
  }

  /** Resolves when nothing is being done. */
  async idle(): Promise<void> {
    while (this.#work) await this.#work;
  }

  /** What the collector holds of the log. Less than all of it, when all was delivered, means that it wants the log again. */
  ack(offset: number): void {
    this.#tail.ack(offset);
    this.#isTold = true;
    this.wake();
  }

  /** Sends again what was sent and not acknowledged. */
  goBack(): void {
    this.#tail.goBack();
    this.wake();
    if (this.#isGoingOn) this.#progress.again();
  }

  /** Does nothing more: the agent stops, or the job is forgotten. */
  async close(): Promise<void> {
    this.#progress.stop();
    await this.idle();
    await this.#log.close();
  }

  /** The collector lacks the execution: both messages and the log again. */
  async again(): Promise<void> {
    this.#repeats = 0;
    if (this.#record.phase !== 'accepted') {
      await this.#announce();
      await this.#reopen();
    }
  }

  /** Ends a job of which there is no run. */
  async fail(errorKind: ErrorKind, message: string): Promise<void> {
    const startedAt = this.#record.startedAt ?? new Date().toISOString();
    this.#record = { ...this.#record, startedAt };
    this.#end = failedEnd(this.#record, errorKind, message);
    this.#progress.stop();
    await this.#announce();
    await this.#finish(this.#end);
  }

  get #isGoingOn(): boolean {
    return this.#record.phase === 'running' && this.#end === null;
  }

  async #advance(): Promise<void> {
    while (this.#isWoken) {
      this.#isWoken = false;
      if (this.#record.phase === 'accepted') await this.#begin();
      if (this.#record.phase === 'finished' && this.#isTold) await this.#sendLostAgain();
      if (this.#record.phase === 'running') await this.#deliver();
    }
  }

  async #begin(): Promise<void> {
    const start = await readStart(this.#run);
    if (start === null) return;
    if ('damaged' in start) await this.#options.onDamaged(this.#run.start, start.damaged);
    const startedAt = 'value' in start ? start.value.startedAt : new Date().toISOString();
    this.#record = { ...this.#record, startedAt };
    await this.#announce();
    await this.#save({ phase: 'running' });
  }

  async #deliver(): Promise<void> {
    this.#end ??= await this.#readEnd();
    if (this.#end) this.#progress.stop();
    else this.#progress.wake();
    await this.#tail.send(this.#end !== null);
    if (this.#end && (await this.#isLogHeld())) await this.#finish(this.#end);
  }

  async #sendLostAgain(): Promise<void> {
    this.#isTold = false;
    if (this.#repeats >= this.#options.limits.repeats || (await this.#isLogHeld())) return;
    this.#repeats += 1;
    await this.#save({ phase: 'running' });
    this.#tail.goBack();
  }

  /** Whether the collector holds all of a log that has ended. The size is read first: an answer may come meanwhile. */
  async #isLogHeld(): Promise<boolean> {
    const size = await this.#log.size();
    return this.#tail.acked >= size;
  }

  async #readEnd(): Promise<RunEnd | null> {
    const { failure } = this.#record;
    if (failure) return failure;
    const end = await readEnd(this.#run);
    if (end === null) return null;
    if ('value' in end) return end.value;
    await this.#options.onDamaged(this.#run.end, end.damaged);
    return failedEnd(
      this.#record,
      'runner_interrupted',
      `The result of the run cannot be read: ${end.damaged}`,
    );
  }

  async #announce(): Promise<void> {
    const { job, startedAt } = this.#record;
    const { executionId, jobId, action } = job.order;
    await this.#options.outbox.put({
      type: 'execution_started',
      executionId,
      jobId,
      action,
      mode: modeOf(job),
      startedAt: startedAt ?? new Date().toISOString(),
    });
  }

  async #finish(end: RunEnd): Promise<void> {
    const { outbox, onFinished } = this.#options;
    await outbox.put({ type: 'execution_finished', result: { ...end, log: await this.#log.describe() } });
    await this.#save({ phase: 'finished', finishedAt: new Date().toISOString() });
    await this.#log.close();
    onFinished();
  }

  async #reopen(): Promise<void> {
    await this.#work;
    this.#tail.restart();
    await this.#save({ phase: 'running' });
    this.wake();
  }

  async #save(changes: Partial<JobRecord>): Promise<void> {
    this.#record = { ...this.#record, ...changes };
    await this.#options.records.save(this.#record);
  }
}
