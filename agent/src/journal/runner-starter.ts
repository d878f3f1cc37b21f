import { monotonicMs } from '../domain/clock.ts';
import type { StartRunner } from '../domain/ports.ts';
import { lockHolder } from '../domain/runner-lock.ts';

const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

/** Keeps a runner at work while jobs wait for one, with pauses that grow while it does not help. */
export class RunnerStarter {
  readonly #locks: string;
  readonly #start: StartRunner;
  #pauseMs = FIRST_MS;
  #notBefore = 0;

  constructor(locks: string, start: StartRunner) {
    this.#locks = locks;
    this.#start = start;
  }

  /** A new job waits: the next start is not put off. */
  hurry(): void {
    this.#pauseMs = FIRST_MS;
    this.#notBefore = 0;
  }

  /** Whether a runner is at work. */
  async isAtWork(): Promise<boolean> {
    return (await lockHolder(this.#locks)) !== null;
  }

  /** Starts a runner unless one was started a moment ago. Gives the milliseconds until it is worth asking again. */
  start(): number {
    const wait = this.#notBefore - monotonicMs();
    if (wait > 0) return wait;
    this.#start();
    const pause = this.#pauseMs;
    this.#notBefore = monotonicMs() + pause;
    this.#pauseMs = Math.min(LONGEST_MS, pause * 2);
    return pause;
  }
}
