/** A store that takes longer than this holds logs up no more. */
const MOST_MS = 50;

/**
 * Reports go before logs: a report is small and somebody waits for it, a log may be a hundred megabytes. What works on logs
 * asks here before each piece, and waits while reports are being stored. After that logs go on for as long as they were held,
 * so that where reports never end they still have half of the time.
 */
export class RightOfWay {
  readonly #now: () => number;
  #busySince: number | null = null;
  #heldSince = 0;
  #freeUntil = 0;
  #waiting: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** `now` is a clock in milliseconds that never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Reports are being stored from now on. */
  begin(): void {
    this.#busySince ??= this.#now();
  }

  /** No report is left. */
  end(): void {
    this.#busySince = null;
    this.#letGo();
  }

  /** Resolves when no report is being stored, and at the latest when that has gone on for 50 ms. */
  async give(): Promise<void> {
    if (this.#busySince === null) return;
    const now = this.#now();
    const restMs = this.#busySince + MOST_MS - now;
    const isFirst = this.#waiting.length === 0;
    // What comes behind pieces that wait waits as well: those of a log go on in their order.
    if (isFirst && (restMs <= 0 || now < this.#freeUntil)) return;
    if (isFirst) {
      this.#heldSince = now;
      this.#timer = setTimeout(() => this.#letGo(), restMs);
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #letGo(): void {
    clearTimeout(this.#timer);
    if (this.#waiting.length === 0) return;
    const now = this.#now();
    this.#freeUntil = now + (now - this.#heldSince);
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
