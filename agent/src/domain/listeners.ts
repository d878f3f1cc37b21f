/** A list of listeners for one kind of event. */
export interface Listeners<A extends unknown[] = []> {
  /** Adds a listener; gives the way to remove it. */
  add(listener: (...values: A) => void): () => void;
  call(...values: A): void;
}

/** An empty list of listeners. */
export function listeners<A extends unknown[] = []>(): Listeners<A> {
  const all = new Set<(...values: A) => void>();
  return {
    add(listener) {
      all.add(listener);
      return () => void all.delete(listener);
    },
    call(...values) {
      for (const listener of [...all]) listener(...values);
    },
  };
}
