/** One row of the table. All texts come from a run. */
export interface Finding {
  readonly what: string;
  readonly measured: string;
  readonly floor: string;
  /** The ratio or difference that the goal is about. */
  readonly compared: string;
  readonly goal: string;
  /** Null where there is no goal. */
  readonly met: boolean | null;
}

export interface BenchmarkOptions {
  /** Shorter measurements, which the table names. */
  readonly quick: boolean;
  /** Says on the console what is going on. */
  readonly say: (line: string) => void;
}

export interface Benchmark {
  readonly name: string;
  readonly run: (options: BenchmarkOptions) => Promise<Finding[]>;
}

export const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
export const milliseconds = (ms: number): string => (ms < 10_000 ? `${ms.toFixed(0)} ms` : seconds(ms));
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

interface Comparison {
  readonly what: string;
  readonly measured: number;
  readonly floor: number;
  readonly unit: (value: number) => string;
  readonly goal: number;
}

const ratio = (value: number): string => `${value.toFixed(2)}×`;

/** A measurement that may be at most `goal` times its floor. */
export const atMostTimes = ({ what, measured, floor, unit, goal }: Comparison): Finding => ({
  what,
  measured: unit(measured),
  floor: unit(floor),
  compared: ratio(measured / floor),
  goal: `≤ ${goal}×`,
  met: measured / floor <= goal,
});

/** A measurement that must reach at least `goal` times its floor. */
export const atLeastTimes = ({ what, measured, floor, unit, goal }: Comparison): Finding => ({
  what,
  measured: unit(measured),
  floor: unit(floor),
  compared: ratio(measured / floor),
  goal: `≥ ${goal}×`,
  met: measured / floor >= goal,
});

/** A measurement that may exceed its floor by at most `goal`. */
export const atMostOver = ({ what, measured, floor, unit, goal }: Comparison): Finding => ({
  what,
  measured: unit(measured),
  floor: unit(floor),
  compared: `${measured < floor ? '-' : '+'}${unit(Math.abs(measured - floor))}`,
  goal: `≤ +${unit(goal)}`,
  met: measured - floor <= goal,
});
