import type { Change } from '../domain/rows.ts';

/** The newest changes in order, up to a capacity, with nothing missing between `floor` and `last`. */
export class ChangeRing {
  #changes: Change[] = [];
  #floor: number;
  #last: number;
  readonly #capacity: number;

  /** Begins empty behind `last`. */
  constructor(last: number, capacity: number) {
    this.#floor = last;
    this.#last = last;
    this.#capacity = capacity;
  }

  get last(): number {
    return this.#last;
  }

  /** Adds changes that follow the last one, in order; the oldest make room. */
  append(changes: readonly Change[]): void {
    this.#changes.push(...changes);
    this.#last = changes.at(-1)?.seq ?? this.#last;
    // Cutting at twice the capacity makes each change move once at most.
    if (this.#changes.length < this.#capacity * 2) return;
    const removed = this.#changes.splice(0, this.#changes.length - this.#capacity);
    this.#floor = removed.at(-1)?.seq ?? this.#floor;
  }

  /** Forgets everything and begins behind `last`. */
  restart(last: number): void {
    this.#changes = [];
    this.#floor = last;
    this.#last = last;
  }

  /** At most `limit` changes after `seq`; null when they are too old to be here. */
  after(seq: number, limit: number): readonly Change[] | null {
    if (seq < this.#floor) return null;
    const start = this.#indexAfter(seq);
    return this.#changes.slice(start, start + limit);
  }

  #indexAfter(seq: number): number {
    let low = 0;
    let high = this.#changes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#changes[middle]?.seq ?? Number.POSITIVE_INFINITY) <= seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
