import type { FleetMachine } from '../api/types.ts';

/** What the store knows: null until the fleet has been loaded once. */
export type Fleet = readonly FleetMachine[] | null;

/**
 * The fleet in memory. Changes are gathered and told together, so hundreds a second cost one look. What changes while the
 * fleet is being loaded is newer than what the load brings.
 */
export class FleetStore {
  readonly #machines = new Map<string, FleetMachine>();
  readonly #listeners = new Set<() => void>();
  readonly #schedule: (flush: () => void) => void;
  #snapshot: Fleet = null;
  #isScheduled = false;
  /** What has changed since a load began; null while there is none. */
  #sinceLoad: Set<string> | null = null;

  /** `schedule` says when gathered changes are told. */
  constructor(schedule: (flush: () => void) => void = (flush) => setTimeout(flush, 200)) {
    this.#schedule = schedule;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly current = (): Fleet => this.#snapshot;
  readonly get = (id: string): FleetMachine | undefined => this.#machines.get(id);

  /** Loads the whole fleet anew. */
  async load(fetchAll: () => Promise<readonly FleetMachine[]>): Promise<void> {
    const changed = new Set<string>();
    this.#sinceLoad = changed;
    const items = await fetchAll();
    if (this.#sinceLoad !== changed) return;
    this.#sinceLoad = null;
    const known = new Set(items.map(({ id }) => id));
    for (const id of this.#machines.keys()) if (!known.has(id) && !changed.has(id)) this.#machines.delete(id);
    for (const machine of items) if (!changed.has(machine.id)) this.#machines.set(machine.id, machine);
    this.#flush();
  }

  put(machine: FleetMachine): void {
    this.#sinceLoad?.add(machine.id);
    this.#machines.set(machine.id, machine);
    this.#tellSoon();
  }

  remove(id: string): void {
    this.#sinceLoad?.add(id);
    this.#machines.delete(id);
    this.#tellSoon();
  }

  #tellSoon(): void {
    if (this.#isScheduled || this.#snapshot === null) return;
    this.#isScheduled = true;
    this.#schedule(() => this.#flush());
  }

  #flush(): void {
    this.#isScheduled = false;
    this.#snapshot = [...this.#machines.values()];
    for (const listener of this.#listeners) listener();
  }
}
