import { LIMITS } from '@suivi/shared';
import type { Spool } from '../domain/ports.ts';
import { Bucket } from './bucket.ts';
import { HIGH_WATER_BYTES, type Socket } from './socket.ts';

/** Stays below the collector's limit although clocks and networks are uneven. */
const PACE = LIMITS.messagesPerSecond * 0.9;

/** Sends waiting messages in order, as fast as window, pace and socket allow. */
export class Pump {
  readonly #socket: Socket;
  readonly #spool: Spool;
  readonly #bucket = new Bucket(PACE);
  readonly #away = new Set<string>();
  #open = true;
  #again = false;
  #running: Promise<void> | null = null;
  #later: NodeJS.Timeout | undefined;

  constructor(socket: Socket, spool: Spool) {
    this.#socket = socket;
    this.#spool = spool;
  }

  /** Sends what may go now. An error of the disk ends the connection. */
  run(): void {
    this.#again = true;
    this.#running ??= this.#sendAll()
      .catch((error: Error) => this.#socket.fail(error))
      .finally(() => {
        this.#running = null;
      });
  }

  /** A message outside the window, which goes at once and counts for the pace. */
  countOther(): void {
    this.#bucket.spend();
  }

  /** The collector has answered for these: the window moves on. */
  settled(ids: readonly string[]): void {
    for (const id of ids) this.#away.delete(id);
    this.run();
  }

  /** Sends nothing any more. Resolves when nothing runs. */
  async stop(): Promise<void> {
    this.#open = false;
    clearTimeout(this.#later);
    await this.#running;
  }

  async #sendAll(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      while (this.#mayGo()) {
        const next = await this.#spool.take();
        if (!next || !this.#open) break;
        this.#away.add(next.id);
        this.#bucket.spend();
        this.#socket.send(next.text);
      }
    }
  }

  #mayGo(): boolean {
    if (!this.#open || this.#away.size >= LIMITS.windowMessages || this.#socket.buffered >= HIGH_WATER_BYTES)
      return false;
    const delay = this.#bucket.delayMs;
    if (delay === 0) return true;
    clearTimeout(this.#later);
    this.#later = setTimeout(() => this.run(), delay);
    return false;
  }
}
