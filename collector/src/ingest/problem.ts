import type { StoreProblem } from '../domain/ingest.ts';

/** Whether something can be stored, and if not why and since when. Tells about each change. */
export class ProblemState {
  readonly #onChange: ((problem: StoreProblem | null) => void) | undefined;
  #current: StoreProblem | null = null;

  constructor(onChange?: (problem: StoreProblem | null) => void) {
    this.#onChange = onChange;
  }

  get current(): StoreProblem | null {
    return this.#current;
  }

  clear(): void {
    if (this.#current) this.#set(null);
  }

  /** Keeps the time of the first failure; the same one again is no news. */
  failed(error: unknown): void {
    const { code = 'store_failed', message, next = '' } = error as Error & { code?: string; next?: string };
    const { since } = this.#current ?? { since: new Date().toISOString() };
    if (this.#current?.code === code) this.#current = { code, message, next, since };
    else this.#set({ code, message, next, since });
  }

  #set(problem: StoreProblem | null): void {
    this.#current = problem;
    this.#onChange?.(problem);
  }
}
