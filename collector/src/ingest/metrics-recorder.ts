import type { Metrics } from '@suivi/shared';
import { type Bucket, bucketOf, mergeBuckets } from '../domain/metrics/bucket.ts';
import type { MetricsHistory } from '../domain/metrics/history.ts';
import { RAW, startOf } from '../domain/metrics/tiers.ts';

/** Machines in one write: what waits for the writer waits for some tens of milliseconds. */
const MACHINES_AT_ONCE = 50;
const FLUSH_MS = 5 * 60_000;
/** While the store cannot write, no more than this is kept of a machine; what is older becomes a gap. */
const MOST_MINUTES = 60;

export interface RecorderOptions {
  readonly history: Pick<MetricsHistory, 'add'>;
  readonly onError: (error: unknown) => void;
  /** Milliseconds between two writes. */
  readonly flushMs?: number;
  readonly now?: () => number;
}

/**
 * Gathers what machines measure and writes it to the history every five minutes, apart from what agents wait for: one write
 * for each machine in place of five. What a collector that is killed had gathered is a gap in the history; the newest
 * metrics, which are stored at once, are not touched by that.
 */
export class MetricsRecorder {
  readonly #options: RecorderOptions;
  readonly #waiting = new Map<string, Map<number, Bucket>>();
  /** What was counted last of each machine: the same message may come again. */
  readonly #counted = new Map<string, string>();
  readonly #timer: NodeJS.Timeout;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.flush(), options.flushMs ?? FLUSH_MS).unref();
  }

  /** Takes what a machine has measured, at the collector's time. */
  add(machineId: string, metrics: Metrics): void {
    if (this.#counted.get(machineId) === metrics.collectedAt) return;
    this.#counted.set(machineId, metrics.collectedAt);
    const at = startOf(RAW.step, (this.#options.now ?? Date.now)() / 1000);
    this.#put(machineId, bucketOf(metrics, at));
  }

  /** Writes what waits, of one machine or of all. A failure is told, and what could not be written waits for the next time. */
  flush(machineId?: string): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write(machineId));
    return this.#writing;
  }

  /** Writes what waits, and ends. */
  stop(): Promise<void> {
    clearInterval(this.#timer);
    return this.flush();
  }

  async #write(machineId: string | undefined): Promise<void> {
    const ids = machineId === undefined ? [...this.#waiting.keys()] : [machineId];
    for (let done = 0; done < ids.length; done += MACHINES_AT_ONCE)
      if (!(await this.#writeSome(ids.slice(done, done + MACHINES_AT_ONCE)))) return;
  }

  /** Whether it could be written. What could not waits on, and is not counted twice. */
  async #writeSome(ids: readonly string[]): Promise<boolean> {
    const samples = new Map<string, readonly Bucket[]>();
    for (const id of ids) {
      const minutes = this.#waiting.get(id);
      if (minutes) samples.set(id, [...minutes.values()]);
      this.#waiting.delete(id);
    }
    if (samples.size === 0) return true;
    try {
      await this.#options.history.add(samples);
      return true;
    } catch (error) {
      this.#options.onError(error);
      for (const [id, buckets] of samples) for (const bucket of buckets) this.#put(id, bucket);
      return false;
    }
  }

  #put(machineId: string, bucket: Bucket): void {
    const minutes = this.#waiting.get(machineId) ?? new Map<number, Bucket>();
    this.#waiting.set(machineId, minutes);
    const before = minutes.get(bucket.at);
    minutes.set(bucket.at, before ? mergeBuckets(bucket.at, [before, bucket]) : bucket);
    if (minutes.size > MOST_MINUTES) minutes.delete(Math.min(...minutes.keys()));
  }
}
