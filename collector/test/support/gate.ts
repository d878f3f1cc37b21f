import { EventEmitter, once } from 'node:events';
import type { IngestStore } from '../../src/domain/ports.ts';
import type { Store } from '../../src/store/index.ts';

/** Stands before a store: holds batches back while it is closed, and counts those that went through. */
export class Gate {
  /** How many messages each batch had. */
  readonly sizes: number[] = [];
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

  /** Resolves when a batch waits at the closed gate. */
  async waiting(): Promise<void> {
    if (!this.#waiting) await once(this.#events, 'waiting', { signal: AbortSignal.timeout(5_000) });
  }

  before(store: Store): Store {
    const writeBatch: IngestStore['writeBatch'] = async (batch) => {
      if (this.#closed) {
        this.#waiting = true;
        this.#events.emit('waiting');
        await once(this.#events, 'open');
      }
      this.sizes.push(batch.length);
      return store.ingest.writeBatch(batch);
    };
    return { ...store, ingest: { writeBatch } };
  }
}
