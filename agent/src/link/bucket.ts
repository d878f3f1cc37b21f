import { monotonicMs } from '../domain/clock.ts';

/** A token bucket on a monotonic clock: at most `perSecond` on average and in one burst. */
export class Bucket {
  readonly #perSecond: number;
  readonly #now: () => number;
  #tokens: number;
  #filledAt: number;

  /** `now` gives milliseconds. */
  constructor(perSecond: number, now: () => number = monotonicMs) {
    this.#perSecond = perSecond;
    this.#now = now;
    this.#tokens = perSecond;
    this.#filledAt = now();
  }

  /** Milliseconds until one more may go; 0 is now. */
  get delayMs(): number {
    this.#fill();
    return this.#tokens >= 1 ? 0 : Math.ceil(((1 - this.#tokens) / this.#perSecond) * 1000);
  }

  /** Counts one that goes, even when it has to go too early. */
  spend(): void {
    this.#fill();
    this.#tokens -= 1;
  }

  #fill(): void {
    const now = this.#now();
    const earned = ((now - this.#filledAt) / 1000) * this.#perSecond;
    this.#tokens = Math.min(this.#perSecond, this.#tokens + earned);
    this.#filledAt = now;
  }
}
