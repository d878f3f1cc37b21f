import type { Feed, FeedListener, LiveNotice } from '../domain/feed.ts';
import type { QueryStore } from '../domain/queries.ts';
import type { Change } from '../domain/rows.ts';
import { ChangeRing } from './change-ring.ts';

/** Changes read from the store at a time. */
const BATCH = 1000;

type ChangeStore = Pick<QueryStore, 'changesAfter' | 'lastSeq'>;

export interface FeedOptions {
  /** Changes kept in memory; what is older is read from the store. */
  readonly capacity?: number;
  /** Milliseconds until a read of the store that failed is tried again. */
  readonly retryMs?: number;
  readonly onError?: (error: unknown) => void;
}

/**
 * The changes of this process's store in commit order. What is published out of order or with a gap only says that the
 * store has more: it is read from there, so listeners never miss one, see one twice or see one early.
 */
class OrderedFeed implements Feed {
  readonly #store: ChangeStore;
  readonly #ring: ChangeRing;
  readonly #options: Required<FeedOptions>;
  readonly #listeners = new Set<FeedListener>();
  #reading = false;
  #readAgain = false;

  constructor(store: ChangeStore, lastSeq: number, options: Required<FeedOptions>) {
    this.#store = store;
    this.#ring = new ChangeRing(lastSeq, options.capacity);
    this.#options = options;
  }

  publish(changes: readonly Change[]): void {
    const fresh = changes.filter(({ seq }) => seq > this.#ring.last);
    if (fresh.length === 0) return;
    const first = this.#ring.last + 1;
    if (fresh.every(({ seq }, index) => seq === first + index)) this.#append(fresh);
    else this.catchUp();
  }

  publishLive(notice: LiveNotice): void {
    for (const listener of this.#listeners) listener.live(notice);
  }

  subscribe(listener: FeedListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  lastSeq(): number {
    return this.#ring.last;
  }

  async changesAfter(seq: number, limit: number): Promise<readonly Change[] | null> {
    const recent = this.#ring.after(seq, limit);
    if (recent) return recent;
    const stored = await this.#store.changesAfter(seq, limit);
    return stored?.filter((change) => change.seq <= this.#ring.last) ?? null;
  }

  /** Tells listeners what the store has and they have not heard of, e.g. because another collector wrote it. */
  catchUp(): void {
    this.#readAgain = true;
    if (this.#reading) return;
    this.#reading = true;
    this.#readNew().catch((error: unknown) => {
      this.#options.onError(error);
      setTimeout(() => this.catchUp(), this.#options.retryMs).unref();
    });
  }

  async #readNew(): Promise<void> {
    try {
      while (this.#readAgain) {
        this.#readAgain = false;
        const found = await this.#store.changesAfter(this.#ring.last, BATCH);
        if (found) this.#append(found.filter(({ seq }) => seq > this.#ring.last));
        else this.#skipTo(await this.#store.lastSeq());
        if (found?.length === BATCH) this.#readAgain = true;
      }
    } finally {
      this.#reading = false;
    }
  }

  #append(changes: readonly Change[]): void {
    if (changes.length === 0) return;
    this.#ring.append(changes);
    this.#tell(changes);
  }

  /** What lies between is gone from the store as well: who asks for it is told so. */
  #skipTo(seq: number): void {
    this.#ring.restart(seq);
    this.#tell([]);
  }

  #tell(changes: readonly Change[]): void {
    for (const listener of this.#listeners) listener.changes(changes);
  }
}

/** A feed that goes on from the newest change of the store. */
export async function openFeed(store: ChangeStore, options: FeedOptions = {}): Promise<OrderedFeed> {
  const { capacity = 10_000, retryMs = 1000, onError = () => undefined } = options;
  return new OrderedFeed(store, await store.lastSeq(), { capacity, retryMs, onError });
}
