import type { SettingState } from '@suivi/shared';
import type { Operation } from '../../../domain/post-install.ts';
import { fileOperations, header, type Kind, NOT_KEPT, type Wanted } from '../kind.ts';

const PATH = '/etc/sysctl.d/95-suivi.conf';

/** Settings of the kernel: in the running one, and in a file for the next boot. */
export const sysctl: Kind = {
  watched: ['/etc/sysctl.d'],
  async look(host, settings) {
    const content = settings.length === 0 ? null : renderSysctl(settings);
    const file = await fileOperations(host, PATH, content);
    const kept = keptValues((await host.read(PATH)) ?? '');
    const sets: Operation[] = [];
    const states: SettingState[] = [];
    const blockers: string[] = [];
    for (const setting of settings) {
      const path = procPath(setting.name);
      const running = (await host.read(path))?.trim().replaceAll(/\s+/g, ' ') ?? null;
      if (running === null)
        blockers.push(
          `The kernel of this machine has no setting ${setting.name}. Take it out of the profile.`,
        );
      else if (running !== setting.value) sets.push({ do: 'set', path, value: setting.value });
      const isKept = kept.get(setting.name) === setting.value;
      states.push({
        ...setting,
        found: running,
        state: running === setting.value && isKept ? 'ok' : 'differs',
        ...(running === setting.value && !isKept && { problem: NOT_KEPT }),
      });
    }
    const gone = [...kept.keys()].filter((key) => !settings.some(({ name }) => name === key));
    return {
      settings: states,
      operations: [...file, ...sets],
      blockers,
      notes: gone.map((key) => `${key} is not set any more: its present value stays until the next boot.`),
    };
  },
};

/** The file that keeps them. */
export const renderSysctl = (settings: Wanted): string =>
  `${header('#')}${settings.map(({ name, value }) => `${name} = ${value}\n`).join('')}`;

/** Where the running kernel has a setting. */
export const procPath = (name: string): string => `/proc/sys/${name.replaceAll('.', '/')}`;

/** What such a file sets. Pure. */
export const keptValues = (text: string): ReadonlyMap<string, string> =>
  new Map(
    [...text.matchAll(/^[ \t]*([a-z][\w./-]*)[ \t]*=[ \t]*(.*?)[ \t]*$/gm)].map(
      ([, key = '', value = '']) => [key, value],
    ),
  );
