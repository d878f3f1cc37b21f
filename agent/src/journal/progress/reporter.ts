import { monotonicMs } from '../../domain/clock.ts';
import type { RunProgress } from '../../domain/ports.ts';
import type { RunPaths } from '../../domain/run-files.ts';
import { Silence } from './silence.ts';
import { StatusFile } from './status-file.ts';

/** The rhythm of progress, in milliseconds. */
export interface ProgressTimes {
  /** Between two looks at a run, at least. */
  readonly paceMs: number;
  /** A run that says nothing is told of so often. */
  readonly silentMs: number;
}

export const PROGRESS_TIMES: ProgressTimes = { paceMs: 500, silentMs: 30_000 };

export interface ReporterOptions {
  readonly executionId: string;
  readonly run: RunPaths;
  /** False: there is no connection now. */
  readonly send: (progress: RunProgress) => boolean;
  readonly onError: (error: unknown) => void;
  readonly times: ProgressTimes;
}

/**
 * Tells what a run is doing, while it goes on: when that changes, and now and then when nothing does, so that a run that has
 * fallen silent is seen as such. Nothing of it is kept: the log and the result tell what happened.
 */
export class ProgressReporter {
  readonly #options: ReporterOptions;
  readonly #status: StatusFile;
  readonly #silence: Silence;
  #timer: NodeJS.Timeout | undefined;
  #told = '';
  #lookedAt = Number.NEGATIVE_INFINITY;
  #looking = false;
  #isStopped = false;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#status = new StatusFile(options.run.status);
    this.#silence = new Silence([options.run.status, options.run.log]);
  }

  /** Something in the run's directory has changed. */
  wake(): void {
    if (this.#isStopped || this.#looking) return;
    this.#plan(Math.max(0, this.#lookedAt + this.#options.times.paceMs - monotonicMs()));
  }

  /** A new connection knows nothing. */
  again(): void {
    this.#told = '';
    this.wake();
  }

  /** The run has ended. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #plan(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), ms).unref();
  }

  async #look(): Promise<void> {
    this.#looking = true;
    this.#lookedAt = monotonicMs();
    try {
      await this.#tell();
    } catch (error) {
      this.#options.onError(error);
    } finally {
      this.#looking = false;
      if (!this.#isStopped) this.#plan(this.#options.times.silentMs);
    }
  }

  async #tell(): Promise<void> {
    const { executionId, send, times } = this.#options;
    const position = (await this.#status.read()) ?? {
      phase: 'waiting' as const,
      package: null,
      percent: null,
    };
    const silentSeconds = await this.#silence.seconds();
    if (this.#isStopped) return;
    const isSilent = silentSeconds * 1000 >= times.silentMs;
    const text = JSON.stringify([position, isSilent && silentSeconds]);
    if (text === this.#told || !send({ executionId, ...position, silentSeconds })) return;
    this.#told = text;
  }
}
