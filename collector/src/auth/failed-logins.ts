const HOUR_MS = 3_600_000;
const PER_ACCOUNT = 5;
const IN_ALL = 50;

/** How many failed sign-ins the timeline is told of in an hour; of the others it is told the number. */
export class FailedLogins {
  readonly #now: () => number;
  #hourBegan = Number.NEGATIVE_INFINITY;
  #told = new Map<string, number>();
  #inAll = 0;
  #untold = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Whether to tell of this one, and of how many before it nothing was told; null to be silent. */
  tell(account: string): { untold: number } | null {
    if (this.#now() - this.#hourBegan >= HOUR_MS) {
      this.#hourBegan = this.#now();
      this.#told = new Map();
      this.#inAll = 0;
    }
    const told = this.#told.get(account) ?? 0;
    if (told >= PER_ACCOUNT || this.#inAll >= IN_ALL) {
      this.#untold++;
      return null;
    }
    this.#told.set(account, told + 1);
    this.#inAll++;
    const untold = this.#untold;
    this.#untold = 0;
    return { untold };
  }
}
