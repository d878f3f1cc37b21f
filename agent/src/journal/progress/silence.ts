import { stat } from 'node:fs/promises';
import { monotonicMs } from '../../domain/clock.ts';

/** Tells for how long none of some files has grown. Intervals are monotonic; only what lay there before is dated by the clock. */
export class Silence {
  readonly #paths: readonly string[];
  #sizes = '';
  #since: number | null = null;

  constructor(paths: readonly string[]) {
    this.#paths = paths;
  }

  /** Whole seconds since a file grew. */
  async seconds(): Promise<number> {
    const found = await Promise.all(this.#paths.map((path) => stat(path).catch(() => null)));
    const sizes = found.map((file) => file?.size ?? 0).join(' ');
    const now = monotonicMs();
    if (this.#since === null) {
      const newest = Math.max(0, ...found.map((file) => file?.mtimeMs ?? 0));
      this.#since = now - (newest === 0 ? 0 : Math.max(0, Date.now() - newest));
    } else if (sizes !== this.#sizes) this.#since = now;
    this.#sizes = sizes;
    return Math.floor((now - this.#since) / 1000);
  }
}
