/** How failures of one kind are slowed down. */
export interface ThrottleRules {
  /** Failures without any delay. */
  readonly free: number;
  /** The first delay is a second, each next one twice as long, up to this. */
  readonly mostMs: number;
  /** Failures are forgotten when none has been added for so long. */
  readonly forgetMs: number;
}

interface Entry {
  readonly rules: ThrottleRules;
  failures: number;
  /** When the next attempt is taken. */
  openAt: number;
  lastAt: number;
}

export interface Bucket {
  readonly key: string;
  readonly rules: ThrottleRules;
}

const MOST_ENTRIES = 20_000;
const FIRST_DELAY_MS = 1_000;

/**
 * Attempts that grow slower with each failure. What comes during a delay is refused and does not lengthen it. An attempt
 * counts as a failure from its beginning, so many at once are no way around. Of too many buckets the one that was used
 * longest ago is forgotten.
 */
export class Throttle {
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;
  readonly #most: number;

  /** `now` in milliseconds, of a clock that only goes on. */
  constructor({ now = () => performance.now(), most = MOST_ENTRIES } = {}) {
    this.#now = now;
    this.#most = most;
  }

  /** Begins an attempt that counts in all of these buckets: 0, or the milliseconds to wait when it is refused. */
  begin(buckets: readonly Bucket[]): number {
    const now = this.#now();
    const waits = buckets.map(({ key }) => Math.max(0, (this.#entry(key, now)?.openAt ?? 0) - now));
    const wait = Math.max(0, ...waits);
    if (wait > 0) return wait;
    for (const bucket of buckets) this.#count(bucket, now);
    return 0;
  }

  /** The attempt went well: this bucket starts anew. */
  reset({ key }: Bucket): void {
    this.#entries.delete(key);
  }

  /** The attempt was no failure, and says nothing of those before it. */
  takeBack({ key }: Bucket): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    entry.failures--;
    entry.openAt = 0;
    if (entry.failures <= 0) this.#entries.delete(key);
  }

  get size(): number {
    return this.#entries.size;
  }

  #entry(key: string, now: number): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry && now - entry.lastAt > entry.rules.forgetMs) {
      this.#entries.delete(key);
      return undefined;
    }
    return entry;
  }

  #count({ key, rules }: Bucket, now: number): void {
    const failures = (this.#entries.get(key)?.failures ?? 0) + 1;
    const delay = failures < rules.free ? 0 : FIRST_DELAY_MS * 2 ** Math.min(failures - rules.free, 30);
    this.#entries.delete(key);
    this.#entries.set(key, { rules, failures, openAt: now + Math.min(delay, rules.mostMs), lastAt: now });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#most && oldest !== undefined) this.#entries.delete(oldest);
  }
}
