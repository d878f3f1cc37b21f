import { setTimeout as delay } from 'node:timers/promises';
import type { LogSender } from '../domain/ports.ts';
import type { RedactedLog } from './redacted-log.ts';

export interface TailLimits {
  readonly chunkBytes: number;
  /** Bytes sent and not yet acknowledged; room for one chunk at least. */
  readonly windowBytes: number;
  /** Milliseconds to wait after a piece that filled less than half a chunk: what is written meanwhile goes out in one piece. */
  readonly gatherMs: number;
}

/** Sends a growing log in order, from what the collector holds, never further ahead of it than the window. */
export class LogTail {
  readonly #executionId: string;
  readonly #log: RedactedLog;
  readonly #sender: Pick<LogSender, 'sendLog'>;
  readonly #limits: TailLimits;
  #acked = 0;
  #sent = 0;
  /** When the next piece may go out (performance.now). */
  #notBefore = 0;

  constructor(executionId: string, log: RedactedLog, sender: Pick<LogSender, 'sendLog'>, limits: TailLimits) {
    this.#executionId = executionId;
    this.#log = log;
    this.#sender = sender;
    this.#limits = limits;
  }

  /** The collector holds the log up to here. */
  get acked(): number {
    return this.#acked;
  }

  /** Whether something was sent that has not been acknowledged. */
  get isWaiting(): boolean {
    return this.#sent > this.#acked;
  }

  /** What the collector holds; less than before, or more than was sent, moves the place to send from. */
  ack(offset: number): void {
    if (offset < this.#acked || offset > this.#sent) this.#sent = offset;
    this.#acked = offset;
  }

  /** What was sent and not acknowledged is lost: send it again. */
  goBack(): void {
    this.#sent = this.#acked;
  }

  /** Begins anew: nothing is known of what the collector holds. */
  restart(): void {
    this.#acked = 0;
    this.#sent = 0;
  }

  /** Sends what there is and the window and the sender take. With `isEnd` a last line without an end counts. */
  async send(isEnd: boolean): Promise<void> {
    const { chunkBytes, windowBytes, gatherMs } = this.#limits;
    for (;;) {
      const tooEarlyMs = isEnd ? 0 : this.#notBefore - performance.now();
      if (tooEarlyMs > 0) await delay(tooEarlyMs);
      const offset = this.#sent;
      const room = this.#acked + windowBytes - offset;
      if (room < chunkBytes) return;
      const bytes = await this.#log.read(offset, chunkBytes, isEnd);
      if (this.#sent !== offset) continue;
      if (bytes.length === 0) return;
      if (!this.#sender.sendLog({ executionId: this.#executionId, offset, bytes })) return;
      this.#sent = offset + bytes.length;
      if (bytes.length < chunkBytes / 2) this.#notBefore = performance.now() + gatherMs;
    }
  }
}
