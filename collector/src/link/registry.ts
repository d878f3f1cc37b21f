import type { Session } from './session.ts';

/** The sessions that stand now: every one, and the one of each machine. */
export class Registry {
  readonly #all = new Set<Session>();
  readonly #byMachine = new Map<string, Session>();
  #onEmpty = () => {};

  add(session: Session): void {
    this.#all.add(session);
  }

  /** Gives a machine its session, and the caller the one before, which is no longer found. */
  seat(machineId: string, session: Session): Session | null {
    const before = this.of(machineId);
    this.#byMachine.set(machineId, session);
    return before;
  }

  /** Forgets a session; true when it was the one of its machine. */
  remove(session: Session): boolean {
    this.#all.delete(session);
    if (this.#all.size === 0) this.#onEmpty();
    if (this.#byMachine.get(session.machineId) !== session) return false;
    return this.#byMachine.delete(session.machineId);
  }

  of(machineId: string): Session | null {
    return this.#byMachine.get(machineId) ?? null;
  }

  /** Resolves when no session stands. */
  async empty(): Promise<void> {
    if (this.#all.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
  }

  get size(): number {
    return this.#all.size;
  }

  get sessions(): Iterable<Session> {
    return this.#all;
  }
}
