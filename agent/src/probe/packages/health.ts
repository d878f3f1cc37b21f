import type { HealthReader } from '../../domain/ports.ts';
import { PackagesReader } from './read.ts';
import { readDpkgHealth } from './read-dpkg.ts';
import { readLayout } from './read-layout.ts';
import { readReboot } from './reboot.ts';
import { unanswered } from './unanswered.ts';

/** Reads the machine's health alone, which takes a fraction of an analysis. `env` is our own environment. */
export const openHealthReader = (env: NodeJS.ProcessEnv): HealthReader => ({
  read: async () => {
    const found = await readLayout(env);
    if ('problem' in found) return unanswered(found.problem);
    const { layout } = found;
    const reader = new PackagesReader(env, '');
    const [installed, audit] = await Promise.all([reader.installed(layout), reader.audit(layout)]);
    const [dpkg, reboot] = await Promise.all([
      readDpkgHealth(layout, audit),
      readReboot(layout, installed.value),
    ]);
    return { dpkg, reboot };
  },
});
