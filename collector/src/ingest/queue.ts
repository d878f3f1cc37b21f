import { setTimeout as pause } from 'node:timers/promises';
import type { DurableMessage } from '@suivi/shared';
import type { Feed } from '../domain/feed.ts';
import type { Incoming, IngestOutcome, IngestStore, StoreProblem } from '../domain/ingest.ts';
import { Backlog } from './backlog.ts';
import { Held } from './held.ts';
import { ProblemState } from './problem.ts';
import type { Reply } from './reply.ts';
import { FIRST_RETRY_MS, nextRetryMs } from './retry-times.ts';
import { RightOfWay } from './right-of-way.ts';

const BATCH = 200;

interface Queued extends Incoming {
  readonly bytes: number;
  readonly reply: Reply;
  isHeld: boolean;
}

export interface IngestOptions {
  readonly store: IngestStore;
  readonly feed: Pick<Feed, 'publish' | 'publishLive'>;
  /** What waits here and elsewhere for the disk. */
  readonly backlog?: Backlog;
  /** Told while messages are being stored. */
  readonly rightOfWay?: RightOfWay;
  /** Called for each message that was stored, after its acknowledgement has been sent. */
  readonly onStored?: (machineId: string, message: DurableMessage) => void;
  readonly onRejected?: (machineId: string, message: DurableMessage, reason: string) => void;
  readonly onProblem?: (problem: StoreProblem | null) => void;
  /** Reports on runs cannot be written; everything else is stored. */
  readonly onReportsProblem?: (problem: StoreProblem | null) => void;
}

/**
 * Group commit: what all connections have sent while the last transaction ran goes into the next one. A message is
 * acknowledged after the commit; while the store fails nothing is, and the same batch is tried again. A machine's messages behind a
 * run whose report cannot be written wait for that, and nobody else's.
 */
export class IngestQueue {
  readonly #options: IngestOptions;
  readonly #backlog: Backlog;
  readonly #rightOfWay: RightOfWay;
  readonly #problem: ProblemState;
  readonly #stopping = new AbortController();
  readonly #queue: Queued[] = [];
  readonly #held: Held<Queued>;
  /** Whose connection has ended: of these nothing is held any more. */
  readonly #gone = new WeakSet<Reply>();
  #working: Promise<void> | null = null;

  constructor(options: IngestOptions) {
    this.#options = options;
    this.#backlog = options.backlog ?? new Backlog();
    this.#rightOfWay = options.rightOfWay ?? new RightOfWay();
    this.#problem = new ProblemState(options.onProblem);
    this.#held = new Held({ retry: () => this.#retryHeld(), onProblem: options.onReportsProblem });
  }

  /** Why nothing can be stored at the moment; null when it can. */
  get problem(): StoreProblem | null {
    return this.#problem.current;
  }

  /** Why reports on runs cannot be written; null when they can. */
  get reportsProblem(): StoreProblem | null {
    return this.#held.problem;
  }

  /** Messages that wait. */
  get length(): number {
    return this.#queue.length + this.#held.length;
  }

  /** Takes a message of `bytes` bytes on the wire. Its sender is paused when too much waits. */
  add(machineId: string, message: DurableMessage, bytes: number, reply: Reply): void {
    const receivedAt = new Date().toISOString();
    this.#queue.push({ machineId, message, receivedAt, bytes, reply, isHeld: false });
    this.#backlog.add(reply, bytes);
    this.#rightOfWay.begin();
    this.#working ??= this.#work();
  }

  /** The connection is gone: its agent will send again what is held, and what came after that. */
  forget(reply: Reply): void {
    this.#gone.add(reply);
    if (!this.#held.concerns(reply)) return;
    const messages = this.#held.forget(reply);
    this.#release(messages);
    for (const { bytes } of messages) this.#backlog.remove(reply, bytes);
    this.#drop(reply);
  }

  /** Stores what waits and ends. What the store does not take by now stays with the agents. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#held.stop();
    await this.#working;
  }

  async #work(): Promise<void> {
    // Messages that arrive in the same turn of the event loop belong to one transaction.
    await new Promise(setImmediate);
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, BATCH);
      for (const queued of batch) if (this.#held.has(queued.reply)) this.#hold(queued, null);
      const able = batch.filter(({ isHeld }) => !isHeld);
      if (able.length === 0) continue;
      const outcomes = await this.#write(able);
      if (outcomes) this.#settle(able, outcomes);
      const done = able.filter(({ isHeld }) => !isHeld);
      for (const { reply, bytes } of done) this.#backlog.remove(reply, bytes);
      this.#held.settled(done);
    }
    this.#working = null;
    this.#rightOfWay.end();
  }

  /** Of a connection that is gone nothing is held: what waits behind it is dropped, as it will come again after it. */
  #hold(queued: Queued, reason: Error | null): void {
    if (this.#gone.has(queued.reply)) return this.#drop(queued.reply);
    queued.isHeld = true;
    this.#backlog.hold(queued.bytes);
    this.#held.add(queued, reason);
  }

  #drop(reply: Reply): void {
    for (let at = this.#queue.length - 1; at >= 0; at--) {
      const queued = this.#queue[at];
      if (queued?.reply !== reply) continue;
      this.#queue.splice(at, 1);
      this.#backlog.remove(reply, queued.bytes);
    }
  }

  #release(messages: readonly Queued[]): void {
    for (const queued of messages) {
      queued.isHeld = false;
      this.#backlog.release(queued.bytes);
    }
  }

  #retryHeld(): void {
    const messages = this.#held.takeAll();
    this.#release(messages);
    if (messages.length === 0) return this.#held.settled([]);
    this.#queue.unshift(...messages);
    this.#rightOfWay.begin();
    this.#working ??= this.#work();
  }

  /** The outcomes, or null when the queue is stopping and the store still fails. */
  async #write(batch: readonly Queued[]): Promise<readonly IngestOutcome[] | null> {
    for (let delay = FIRST_RETRY_MS; ; delay = nextRetryMs(delay)) {
      try {
        const { outcomes, changes } = await this.#options.store.writeBatch(batch);
        this.#problem.clear();
        this.#options.feed.publish(changes);
        return outcomes;
      } catch (error) {
        this.#problem.failed(error);
        if (this.#stopping.signal.aborted) return null;
        await pause(delay, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      }
    }
  }

  #settle(batch: readonly Queued[], outcomes: readonly IngestOutcome[]): void {
    const { onStored, onRejected, feed } = this.#options;
    const acknowledged = new Map<Reply, string[]>();
    const stored: Queued[] = [];
    batch.forEach((queued, index) => {
      const { machineId, message, reply } = queued;
      const outcome = outcomes[index];
      if (outcome && 'held' in outcome) {
        this.#hold(queued, outcome.held);
        return;
      }
      if (!outcome?.stored) {
        const { code, message: reason } = outcome ?? NO_OUTCOME;
        onRejected?.(machineId, message, reason);
        reply.send({ type: 'rejected', id: message.id, code, message: reason.slice(0, 1000) });
        return;
      }
      stored.push(queued);
      const ids = acknowledged.get(reply);
      if (ids) ids.push(message.id);
      else acknowledged.set(reply, [message.id]);
      if (outcome.want) reply.send({ type: 'want_snapshot', kind: outcome.want });
      if (message.type === 'metrics') feed.publishLive({ type: 'metrics', machineId });
    });
    for (const [reply, ids] of acknowledged) reply.send({ type: 'ack', ids });
    for (const { machineId, message } of stored) onStored?.(machineId, message);
  }
}

const NO_OUTCOME = { code: 'message_invalid', message: 'The store did not say what became of it.' } as const;
