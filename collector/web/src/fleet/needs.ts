import type { FleetMachine } from '../api/types.ts';

/** What a machine may need somebody for, the most urgent first: the sentence on top counts these. */
const URGENT_NEEDS = [
  'failed',
  'quarantine',
  'warning',
  'unknown',
  'security',
  'reboot',
  'measured',
] as const;

/** With facts to filter by. */
export const NEEDS = [...URGENT_NEEDS, 'updates', 'running', 'offline'] as const;
export type Need = (typeof NEEDS)[number];
export const URGENT: readonly Need[] = URGENT_NEEDS;

const TESTS: Record<Need, (machine: FleetMachine) => boolean> = {
  failed: ({ status }) => status === 'error',
  quarantine: ({ quarantine }) => quarantine !== null,
  warning: ({ status, quarantine }) => status === 'warning' && quarantine === null,
  unknown: ({ status }) => status === 'unknown',
  security: ({ updates }) => (updates?.security ?? 0) > 0,
  reboot: ({ state }) => state?.aptRebootRequired === 1,
  measured: ({ state }) => state !== null && (state.diskWarningsCount > 0 || state.metricWarnings !== ''),
  updates: ({ updates }) => (updates?.count ?? 0) > 0,
  running: ({ status }) => status === 'running',
  offline: ({ connected }) => !connected,
};

/** Whether a machine has this need. */
export const has = (machine: FleetMachine, need: Need): boolean => TESTS[need](machine);

/** How many machines have each need. */
export function countNeeds(machines: readonly FleetMachine[]): Record<Need, number> {
  const counts = Object.fromEntries(NEEDS.map((need) => [need, 0])) as Record<Need, number>;
  for (const machine of machines) for (const need of NEEDS) if (has(machine, need)) counts[need]++;
  return counts;
}

/** How urgently a machine needs somebody: small is urgent. The first need decides; well and away comes before well. */
export function urgency(machine: FleetMachine): number {
  const first = NEEDS.findIndex((need) => has(machine, need));
  return first < 0 ? NEEDS.length : first;
}
