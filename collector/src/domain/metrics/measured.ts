import type { Metrics, MetricsWarning } from '@suivi/shared';
import type { EffectiveThresholds } from './thresholds.ts';

/** The warnings of values that come and go: they are given once a value has been too high for some minutes. */
export const MEASURED = ['memory_almost_full', 'load_high', 'temperature_high'] as const;
export type MeasuredCode = (typeof MEASURED)[number];

/** Since when a value has been too high without a break, and when that was seen last. The collector's time. */
interface Over {
  readonly since: string;
  readonly until: string;
}
export type OverTimes = { readonly [K in MeasuredCode]?: Over };

/** What was known of a machine before its newest values. */
export interface Before {
  readonly warnings: readonly MetricsWarning[];
  readonly over: OverTimes;
}
export const NOTHING_BEFORE: Before = { warnings: [], over: {} };

const MINUTE = 60_000;
/** Nobody knows what was in between when no values came for so long. */
const GAP = 5 * MINUTE;

type Values = Pick<Metrics, 'memoryUsedPercent' | 'cpuLoad5' | 'cpuCores' | 'hottest'>;

interface Measure {
  /** What is held against the threshold; null where it is not known. */
  readonly value: (values: Values) => number | null;
  readonly threshold: (thresholds: EffectiveThresholds) => number | null;
  /** How far it must fall below before it is no longer too high, so that no warning comes and goes by the minute. */
  readonly slack: (threshold: number) => number;
  readonly sentence: (values: Values, threshold: number) => string;
}

const MEASURES: Record<MeasuredCode, Measure> = {
  memory_almost_full: {
    value: ({ memoryUsedPercent }) => memoryUsedPercent,
    threshold: ({ memoryPercent }) => memoryPercent,
    slack: () => 2,
    sentence: ({ memoryUsedPercent }, threshold) =>
      `${memoryUsedPercent} % of the memory is in use; the threshold is ${threshold} %.`,
  },
  load_high: {
    value: ({ cpuLoad5, cpuCores }) => (cpuLoad5 === null || !cpuCores ? null : cpuLoad5 / cpuCores),
    threshold: ({ loadPerCore }) => loadPerCore,
    slack: (threshold) => threshold / 10,
    sentence: ({ cpuLoad5, cpuCores }, threshold) =>
      `The load over five minutes is ${cpuLoad5} on ${cpuCores} ${cpuCores === 1 ? 'core' : 'cores'}; the threshold is ${threshold} for each.`,
  },
  temperature_high: {
    value: ({ hottest }) => hottest?.celsius ?? null,
    threshold: ({ temperatureCelsius }) => temperatureCelsius,
    slack: () => 3,
    sentence: ({ hottest }, threshold) =>
      `${hottest?.name} is at ${hottest?.celsius} °C; the threshold is ${threshold} °C.`,
  },
};

/** Whether a machine says the value that a warning is about. */
export const isKnown = (code: MeasuredCode, values: Values): boolean => MEASURES[code].value(values) !== null;

/**
 * Which of a machine's memory, load and temperature a person is warned of: those that have been too high for so many minutes,
 * by the collector's time `at`. A value that is not known is not warned of. Pure.
 */
export function measuredWarnings(
  values: Values,
  thresholds: EffectiveThresholds,
  before: Before,
  at: string,
): { readonly warnings: MetricsWarning[]; readonly over: OverTimes } {
  const warnings: MetricsWarning[] = [];
  const over: { [K in MeasuredCode]?: Over } = {};
  const needed = (thresholds.forMinutes ?? 0) * MINUTE;
  for (const code of MEASURED) {
    const measure = MEASURES[code];
    const value = measure.value(values);
    const threshold = measure.threshold(thresholds);
    if (value === null || threshold === null) continue;
    const isWarned = before.warnings.some((each) => each.code === code);
    const known = before.over[code];
    if (value < threshold - (isWarned ? measure.slack(threshold) : 0)) continue;
    const isBroken = !isWarned && known !== undefined && msBetween(known.until, at) > GAP;
    const since = known && !isBroken ? known.since : at;
    over[code] = { since, until: at };
    if (isWarned || msBetween(since, at) >= needed)
      warnings.push({ code, message: measure.sentence(values, threshold) });
  }
  return { warnings, over };
}

const msBetween = (from: string, to: string): number => Date.parse(to) - Date.parse(from);
