import type { QueryClient, QueryKey } from '@tanstack/react-query';

const SPACING_MS = 500;

/** Has shown queries asked again when the stream says that they are old: at once, and then not more than twice a second each. */
export class Refresher {
  readonly #client: QueryClient;
  readonly #waiting = new Map<string, QueryKey>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: QueryClient) {
    this.#client = client;
  }

  /** Marks what begins with this key as old. */
  old(...keys: readonly QueryKey[]): void {
    for (const key of keys) this.#waiting.set(JSON.stringify(key), key);
    this.#timer ??= setTimeout(() => this.#ask(), SPACING_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting.clear();
  }

  #ask(): void {
    this.#timer = undefined;
    const keys = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const queryKey of keys) void this.#client.invalidateQueries({ queryKey });
  }
}
