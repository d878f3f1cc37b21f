import { existsSync } from 'node:fs';
import { runText } from './exec.ts';
import { outdatedServices } from './needrestart.ts';
import { readBootId } from './process.ts';

const ENV = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' };
/** As long as a slow machine takes to come up. */
const UP_WAIT_MS = 10 * 60_000;

/** The machine's services and its life from boot to boot, as the runner sees them. */
export interface Systemd {
  /** Whether systemd is process 1 here (sd_booted(3)). */
  isRunning(): boolean;
  bootId(): Promise<string>;
  /** The names of the units that have failed, sorted. */
  failedUnits(): Promise<string[]>;
  /** The services that still run what was replaced; null when nothing here can tell. */
  outdatedServices(): Promise<string[] | null>;
  /** Whether a unit says that nobody may restart it by hand. */
  refusesRestart(unit: string): Promise<boolean>;
  /** Resolves when the machine has come up, degraded or not, or has taken ten minutes. */
  untilUp(): Promise<void>;
  /** What restarts a service, and the machine. */
  readonly commands: {
    readonly restart: (unit: string) => readonly string[];
    readonly reboot: readonly string[];
  };
}

/** The real machine. */
export const systemd: Systemd = {
  isRunning: () => existsSync('/run/systemd/system'),
  bootId: readBootId,
  failedUnits: async () => {
    const args = ['list-units', '--failed', '--plain', '--no-legend', '--no-pager'];
    const { value } = await runText('systemctl', args, { env: ENV });
    return value
      .split('\n')
      .flatMap((line) => line.split(/\s+/)[0] || [])
      .sort();
  },
  outdatedServices,
  refusesRestart: async (unit) => {
    const args = ['show', '--property=RefuseManualStart,RefuseManualStop', '--value', '--', unit];
    const { value } = await runText('systemctl', args, { env: ENV });
    return value.split('\n').includes('yes');
  },
  untilUp: async () => {
    await runText('systemctl', ['is-system-running', '--wait'], { env: ENV, timeoutMs: UP_WAIT_MS });
  },
  commands: {
    restart: (unit) => ['systemctl', 'restart', '--', unit],
    reboot: ['systemctl', 'reboot'],
  },
};
