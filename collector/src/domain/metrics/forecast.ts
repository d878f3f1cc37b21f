import type { Bucket } from './bucket.ts';

const DAY = 86_400;
/** With fewer days or measures a trend is a guess. */
const LEAST_SECONDS = DAY;
const LEAST_BUCKETS = 36;
/** How much of what happens the line must explain (R squared): a disk that goes up and down has no trend. */
const LEAST_FIT = 0.5;
/** Beyond this many days the estimate says nothing that anybody would act on. */
const FARTHEST_DAYS = 365;

/**
 * When a file system will be full if it goes on as in the last days. `not_known`: too little was measured, or it goes up and
 * down; `not_growing`: it does not fill, or not within a year.
 */
export type Forecast =
  | { readonly kind: 'full_in_days'; readonly days: number; readonly percentPerDay: number }
  | { readonly kind: 'not_growing' }
  | { readonly kind: 'not_known'; readonly reason: 'too_little_data' | 'no_trend' };

/** Draws a straight line (least squares) through the averages of one measure, in percent. Pure. */
export function forecastOf(buckets: readonly Bucket[], measure: string): Forecast {
  const points = buckets.flatMap(({ at, values }): [number, number][] => {
    const value = values.get(measure);
    return value ? [[at / DAY, value[0]]] : [];
  });
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last || points.length < LEAST_BUCKETS || (last[0] - first[0]) * DAY < LEAST_SECONDS)
    return { kind: 'not_known', reason: 'too_little_data' };
  const { slope, fit } = line(points);
  if (slope <= 0) return { kind: 'not_growing' };
  const days = Math.max(0, (100 - last[1]) / slope);
  if (days > FARTHEST_DAYS) return { kind: 'not_growing' };
  if (fit < LEAST_FIT) return { kind: 'not_known', reason: 'no_trend' };
  return {
    kind: 'full_in_days',
    days: Math.round(days * 10) / 10,
    percentPerDay: Math.round(slope * 100) / 100,
  };
}

function line(points: readonly (readonly [number, number])[]): { slope: number; fit: number } {
  const mean = (index: 0 | 1) => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [middle, height] = [mean(0), mean(1)];
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (const [x, y] of points) {
    xx += (x - middle) ** 2;
    xy += (x - middle) * (y - height);
    yy += (y - height) ** 2;
  }
  return { slope: xy / xx, fit: yy === 0 ? 1 : xy ** 2 / (xx * yy) };
}
