import type { AverageAndPeak, Bucket } from './bucket.ts';
import type { Tier } from './tiers.ts';

/** Buckets as they are stored: by columns, so that names stand there once. A bucket without a sample takes no room. */
interface StoredPage {
  /** The place of each bucket in the page. */
  readonly slots: readonly number[];
  readonly samples: readonly number[];
  /** Averages and peaks by measure, null where a bucket lacks it. */
  readonly values: Readonly<Record<string, readonly [(number | null)[], (number | null)[]]>>;
}

/** A hundredth, of a degree a tenth, is more than anybody sees, and keeps the text short. */
function rounded(name: string, value: number): number {
  const parts = name === 'temperature' ? 10 : 100;
  return Math.round(value * parts) / parts;
}

/** Writes the buckets of a page as JSON, in the order of time. */
export function encodePage(startsAt: number, { step }: Tier, buckets: readonly Bucket[]): string {
  const inOrder = [...buckets].sort((a, b) => a.at - b.at);
  const names = new Set(inOrder.flatMap(({ values }) => [...values.keys()]));
  const column = (name: string, part: 0 | 1) =>
    inOrder.map(({ values }) => {
      const value = values.get(name)?.[part];
      return value === undefined ? null : rounded(name, value);
    });
  const page: StoredPage = {
    slots: inOrder.map(({ at }) => (at - startsAt) / step),
    samples: inOrder.map(({ samples }) => samples),
    values: Object.fromEntries([...names].map((name) => [name, [column(name, 0), column(name, 1)]])),
  };
  return JSON.stringify(page);
}

/** Reads what encodePage wrote. */
export function decodePage(startsAt: number, { step }: Tier, json: string): Bucket[] {
  const { slots, samples, values } = JSON.parse(json) as StoredPage;
  return slots.map((slot, index) => ({
    at: startsAt + slot * step,
    samples: samples[index] ?? 0,
    values: new Map(
      Object.entries(values).flatMap(([name, [averages, peaks]]): [string, AverageAndPeak][] => {
        const average = averages[index];
        const peak = peaks[index];
        return typeof average === 'number' && typeof peak === 'number' ? [[name, [average, peak]]] : [];
      }),
    ),
  }));
}
