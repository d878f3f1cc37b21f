/** The seed of this run: SU_TEST_SEED, or a new one. Print it, so that a run that failed can be repeated. */
export const runSeed = (): number =>
  Number(process.env['SU_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** A generator of numbers from 0 to below 1 that gives the same sequence for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
