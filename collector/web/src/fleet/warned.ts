import type { FleetMachine } from '../api/types.ts';

const OTHERS = ['memory_almost_full', 'load_high', 'temperature_high'] as const;
export type Warned = 'disk' | (typeof OTHERS)[number];

/** Which of a machine's values are over their thresholds. */
export function warnedOf({ state }: Pick<FleetMachine, 'state'>): Warned[] {
  if (state === null) return [];
  const others = state.metricWarnings.split(' ');
  return [
    ...(state.diskWarningsCount > 0 ? (['disk'] as const) : []),
    ...OTHERS.filter((each) => others.includes(each)),
  ];
}
