/** The value below which this share (0 to 1) of the values lie, the nearest that was measured. Throws on an empty list. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('nothing was measured');
  return value;
}

/** The value in the middle. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Measures A and its floor in turns (A B A B ...), so that a noisy moment meets both, and gives both series. */
export async function alternate<A, B>(
  rounds: number,
  measure: () => Promise<A>,
  floor: () => Promise<B>,
): Promise<{ measured: A[]; floor: B[] }> {
  const series: { measured: A[]; floor: B[] } = { measured: [], floor: [] };
  for (let round = 0; round < rounds; round++) {
    series.measured.push(await measure());
    series.floor.push(await floor());
  }
  return series;
}
