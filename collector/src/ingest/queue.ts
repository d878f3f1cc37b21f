import { setTimeout as pause } from 'node:timers/promises';
import type { DurableMessage } from '@suivi/shared';
import type { Feed, IngestOutcome, IngestStore, StoreProblem } from '../domain/ports.ts';
import type { Reply } from './reply.ts';

const BATCH = 200;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 15_000;

interface Queued {
  readonly machineId: string;
  readonly message: DurableMessage;
  readonly receivedAt: string;
  readonly bytes: number;
  readonly reply: Reply;
}

export interface IngestOptions {
  readonly store: IngestStore;
  readonly feed: Pick<Feed, 'publish' | 'publishLive'>;
  /** Called for each message that was stored, after its acknowledgement has been sent. */
  readonly onStored?: (machineId: string, message: DurableMessage) => void;
  readonly onRejected?: (machineId: string, message: DurableMessage, reason: string) => void;
  readonly onProblem?: (problem: StoreProblem | null) => void;
  /** Bytes waiting beyond which connections are asked to pause. */
  readonly capacityBytes?: number;
}

/**
 * Group commit: what all connections have sent while the last transaction ran goes into the next one. A message is
 * acknowledged after the commit; while the store fails nothing is, and the same batch is tried again.
 */
export class IngestQueue {
  readonly #options: IngestOptions;
  readonly #capacity: number;
  #queue: Queued[] = [];
  #bytes = 0;
  #working: Promise<void> | null = null;
  #stopping = new AbortController();
  #problem: StoreProblem | null = null;
  #waiters: (() => void)[] = [];

  constructor(options: IngestOptions) {
    this.#options = options;
    this.#capacity = options.capacityBytes ?? 64 * 1024 * 1024;
  }

  /** Why nothing can be stored at the moment; null when it can. */
  get problem(): StoreProblem | null {
    return this.#problem;
  }

  /** Takes a message of `bytes` bytes on the wire. False asks the caller to read no more until `whenRoom` calls. */
  add(machineId: string, message: DurableMessage, bytes: number, reply: Reply): boolean {
    this.#queue.push({ machineId, message, receivedAt: new Date().toISOString(), bytes, reply });
    this.#bytes += bytes;
    this.#working ??= this.#work();
    return this.#bytes < this.#capacity;
  }

  /** Calls once when half of the queue is free again. */
  whenRoom(resume: () => void): void {
    if (this.#bytes < this.#capacity / 2) resume();
    else this.#waiters.push(resume);
  }

  /** Stores what waits and ends. What the store does not take by now stays with the agents. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#working;
  }

  async #work(): Promise<void> {
    // Messages that arrive in the same turn of the event loop belong to one transaction.
    await new Promise(setImmediate);
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, BATCH);
      const written = await this.#write(batch);
      for (const { bytes } of batch) this.#bytes -= bytes;
      if (written) this.#settle(batch, written);
      if (this.#bytes < this.#capacity / 2) for (const resume of this.#waiters.splice(0)) resume();
    }
    this.#working = null;
  }

  /** The outcomes, or null when the queue is stopping and the store still fails. */
  async #write(batch: readonly Queued[]): Promise<readonly IngestOutcome[] | null> {
    for (let delay = FIRST_RETRY_MS; ; delay = Math.min(delay * 2, LAST_RETRY_MS)) {
      try {
        const { outcomes, changes } = await this.#options.store.writeBatch(batch);
        this.#setProblem(null);
        this.#options.feed.publish(changes);
        return outcomes;
      } catch (error) {
        this.#setProblem(error as Error & { code?: string });
        if (this.#stopping.signal.aborted) return null;
        await pause(delay, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      }
    }
  }

  #setProblem(error: (Error & { code?: string }) | null): void {
    if (!error && !this.#problem) return;
    this.#problem = error && {
      code: error.code ?? 'store_failed',
      message: error.message,
      since: this.#problem?.since ?? new Date().toISOString(),
    };
    this.#options.onProblem?.(this.#problem);
  }

  #settle(batch: readonly Queued[], outcomes: readonly IngestOutcome[]): void {
    const acknowledged = new Map<Reply, string[]>();
    batch.forEach(({ machineId, message, reply }, index) => {
      const outcome = outcomes[index];
      if (!outcome) return;
      if (!outcome.stored) {
        const { code, message: reason } = outcome;
        this.#options.onRejected?.(machineId, message, reason);
        reply.send({ type: 'rejected', id: message.id, code, message: reason });
        return;
      }
      const ids = acknowledged.get(reply) ?? [];
      acknowledged.set(reply, ids);
      ids.push(message.id);
      if (outcome.want) reply.send({ type: 'want_snapshot', kind: outcome.want });
      if (message.type === 'metrics') this.#options.feed.publishLive({ type: 'metrics', machineId });
    });
    for (const [reply, ids] of acknowledged) reply.send({ type: 'ack', ids });
    batch.forEach(({ machineId, message }, index) => {
      if (outcomes[index]?.stored) this.#options.onStored?.(machineId, message);
    });
  }
}
