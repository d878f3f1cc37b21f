import { IsoTime, Nullable } from '@suivi/shared';
import Type, { type Static } from 'typebox';
import { type Bucket, DISK } from '../../domain/metrics/bucket.ts';
import { type Forecast, forecastOf } from '../../domain/metrics/forecast.ts';
import type { Tier } from '../../domain/metrics/tiers.ts';

const Values = Type.Array(Nullable(Type.Number()), {
  description: 'One for each time; null where nothing was measured.',
});

const Series = Type.Object({
  measure: Type.Enum(['load1', 'memory', 'temperature', 'disk']),
  mount: Nullable(Type.String({ description: 'The file system, of the measure `disk`.' })),
  unit: Type.Enum(['load', 'percent', 'celsius']),
  average: Values,
  peak: Values,
});

const ForecastShape = Type.Union([
  Type.Object({
    kind: Type.Literal('full_in_days'),
    days: Type.Number(),
    percentPerDay: Type.Number(),
  }),
  Type.Object({ kind: Type.Literal('not_growing') }),
  Type.Object({ kind: Type.Literal('not_known'), reason: Type.Enum(['too_little_data', 'no_trend']) }),
]);

/** What was measured in a span of time, and when each file system will be full. */
export const MetricsHistoryShape = Type.Object({
  machineId: Type.String(),
  from: IsoTime,
  to: IsoTime,
  stepSeconds: Type.Integer({ description: 'The length of each step: 60, 600 or 7200.' }),
  times: Type.Array(Type.Integer(), {
    description:
      'When each step begins, in seconds since 1970. A step in which nothing was measured is a gap and has no values.',
  }),
  series: Type.Array(Series),
  forecasts: Type.Array(Type.Object({ mount: Type.String(), forecast: ForecastShape }), {
    description:
      'By a straight line through the averages of the last seven days, whatever span is asked for.',
  }),
});
export type MetricsHistoryShape = Static<typeof MetricsHistoryShape>;

/**
 * Shows buckets as series. Where a span without any lies between two buckets, one empty step stands for it, so that a line
 * is not drawn across it.
 */
export function showSeries(
  buckets: readonly Bucket[],
  { step }: Tier,
): Pick<MetricsHistoryShape, 'times' | 'series'> {
  const steps = buckets.flatMap((bucket, index): Pick<Bucket, 'at' | 'values'>[] => {
    const before = buckets[index - 1];
    const isGap = before !== undefined && bucket.at - before.at > 2 * step;
    return isGap ? [{ at: before.at + step, values: new Map() }, bucket] : [bucket];
  });
  const names = [...new Set(buckets.flatMap(({ values }) => [...values.keys()]))].sort();
  const column = (name: string, part: 0 | 1) => steps.map(({ values }) => values.get(name)?.[part] ?? null);
  return {
    times: steps.map(({ at }) => at),
    series: names.map((name) => ({
      ...describe(name),
      average: column(name, 0),
      peak: column(name, 1),
    })),
  };
}

const describe = (name: string): Pick<Static<typeof Series>, 'measure' | 'mount' | 'unit'> => {
  if (name.startsWith(DISK)) return { measure: 'disk', mount: name.slice(DISK.length), unit: 'percent' };
  if (name === 'memory') return { measure: 'memory', mount: null, unit: 'percent' };
  return name === 'temperature'
    ? { measure: 'temperature', mount: null, unit: 'celsius' }
    : { measure: 'load1', mount: null, unit: 'load' };
};

/** When each file system that is there now will be full, by the buckets of the last days. */
export const forecasts = (
  mounts: readonly string[],
  buckets: readonly Bucket[],
): { mount: string; forecast: Forecast }[] =>
  mounts.map((mount) => ({ mount, forecast: forecastOf(buckets, DISK + mount) }));
