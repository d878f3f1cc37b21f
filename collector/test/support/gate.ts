import { EventEmitter, once } from 'node:events';

/** Holds work back while it is closed. */
export class Gate {
  readonly #events = new EventEmitter();
  #closed = false;
  #waiting = false;

  close(): void {
    this.#closed = true;
    this.#waiting = false;
  }

  open(): void {
    this.#closed = false;
    this.#events.emit('open');
  }

  /** Resolves when something waits at the closed gate. */
  async waiting(): Promise<void> {
    if (!this.#waiting) await once(this.#events, 'waiting', { signal: AbortSignal.timeout(10_000) });
  }

  /** What goes through the gate calls this first. */
  async pass(): Promise<void> {
    if (!this.#closed) return;
    this.#waiting = true;
    this.#events.emit('waiting');
    await once(this.#events, 'open');
  }
}
