/** Whether what is shown is live; `since` (ms) is when it last was. */
export interface Connection {
  readonly state: 'connecting' | 'live' | 'lost';
  readonly since: number | null;
}

/** The state of the live stream, for those who show it. */
export class ConnectionStore {
  readonly #listeners = new Set<() => void>();
  #connection: Connection = { state: 'connecting', since: null };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly current = (): Connection => this.#connection;

  live(): void {
    this.#set({ state: 'live', since: null });
  }

  /** The first loss counts: tries that fail after it do not make what is shown newer. */
  lost(now: number): void {
    if (this.#connection.state !== 'lost') this.#set({ state: 'lost', since: now });
  }

  #set(connection: Connection): void {
    this.#connection = connection;
    for (const listener of this.#listeners) listener();
  }
}
