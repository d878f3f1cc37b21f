import { TokenBucket } from './rate.ts';

const SHORTEST_SPREAD_SECONDS = 10;
/** What two cores let in beside their other work. More at once would wait longer than a handshake may take, and for nothing. */
const COMING_PER_SECOND = 100;
const COMING_AT_ONCE = 300;
const LONGEST_WAIT_SECONDS = 120;

/** Whole seconds after which one of so many agents comes back to a collector that stops. `random` gives 0 to 1. */
export function secondsUntilReturn(agents: number, random: () => number): number {
  const spread = Math.max(SHORTEST_SPREAD_SECONDS, Math.ceil(agents / COMING_PER_SECOND));
  return 1 + Math.floor(random() * spread);
}

/** Lets a crowd in one after the other: who comes when too many do is given a time at which there will be room. */
export class WaitingRoom {
  readonly #bucket: TokenBucket;
  readonly #perSecond: number;
  #roomAt = 0;

  constructor(perSecond = COMING_PER_SECOND, atOnce = COMING_AT_ONCE) {
    this.#bucket = new TokenBucket(perSecond, atOnce);
    this.#perSecond = perSecond;
  }

  /** Whole seconds that a newcomer must wait; null when it may come in. */
  wait(): number | null {
    if (this.#bucket.take()) return null;
    const now = performance.now();
    this.#roomAt = Math.max(now, this.#roomAt) + 1000 / this.#perSecond;
    return Math.min(LONGEST_WAIT_SECONDS, Math.ceil((this.#roomAt - now) / 1000));
  }
}
