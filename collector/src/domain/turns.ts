/** Runs the work of each machine in turn: one piece after the other, beside the work of other machines. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs the work when all that was asked for before, for this machine, has ended, well or badly. Gives what it gives. */
  async run<T>(machineId: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#last.get(machineId) ?? Promise.resolve()).then(work, work);
    this.#last.set(machineId, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(machineId) === turn) this.#last.delete(machineId);
    }
  }

  /** Resolves when all that was asked for until now has ended. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#last.values());
  }
}
