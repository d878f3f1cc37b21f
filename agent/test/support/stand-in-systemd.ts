import type { Systemd } from '../../src/host/systemd.ts';

/** A machine whose services and boots are what a test says; its commands only write to the run's log. */
export const standInSystemd = (facts: Partial<Systemd> = {}): Systemd => ({
  isRunning: () => true,
  bootId: async () => 'boot-1',
  failedUnits: async () => [],
  outdatedServices: async () => null,
  refusesRestart: async () => false,
  untilUp: async () => {},
  commands: { restart: (unit) => ['echo', 'restarting', unit], reboot: ['echo', 'rebooting'] },
  ...facts,
});
