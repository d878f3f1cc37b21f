import type { FleetMachine } from '../../src/api/types.ts';

/** The state of a machine that is well. */
export const STATE: NonNullable<FleetMachine['state']> = {
  aptRebootRequired: 0,
  aptLastAnalyzeAt: null,
  rootUsedPercent: 10,
  diskWarningsCount: 0,
  metricWarnings: '',
};

/** A machine that is well, but for what is said. */
export const machineOf = (name: string, change: Partial<FleetMachine> = {}): FleetMachine => ({
  id: `id-${name}`,
  name,
  tags: [],
  hostname: name,
  status: 'ok',
  statusReasons: [],
  statusSince: '2026-01-01T00:00:00.000Z',
  connected: true,
  lastSeenAt: '2026-01-01T00:00:00.000Z',
  lastCheckedAt: '2026-01-01T00:00:00.000Z',
  quarantine: null,
  osFamily: 'debian',
  osVersion: '12',
  osCodename: 'bookworm',
  machineKind: 'vm',
  updates: { count: 0, security: 0 },
  running: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  state: STATE,
  ...change,
});
