/** A small seeded generator (mulberry32), so that a failing run can be repeated. Gives numbers in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** The seed of this run: SU_TEST_SEED, or a new one. Print it. */
export const runSeed = (): number => Number(process.env.SU_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
