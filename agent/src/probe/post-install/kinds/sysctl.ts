import type { SettingState } from '@suivi/shared';
import type { Operation } from '../../../domain/post-install.ts';
import type { Host } from '../host.ts';
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
      if (running !== setting.value) {
        const trouble = await troubleWith(host, setting.name, running !== null);
        if (trouble !== null) blockers.push(trouble);
        else sets.push({ do: 'set', path, value: setting.value });
      }
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
      // What the kernel does not take is not kept for the next boot either.
      operations: [...sets, ...file],
      blockers,
      notes: gone.map((key) => `${key} is not set any more: its present value stays until the next boot.`),
    };
  },
};

/** Why a setting cannot be made here, as a sentence; null when it can. */
async function troubleWith(host: Host, name: string, isThere: boolean): Promise<string | null> {
  const isInside = (await host.container()) !== null;
  if (!isThere)
    return isInside
      ? `This container does not see ${name}: it is a setting of its host's kernel. Set it on the host, and take it out of the profile.`
      : `The kernel of this machine has no setting ${name}. Take it out of the profile.`;
  const fault = host.isLive && host.isRoot ? await host.writeFault(procPath(name)) : null;
  if (fault === null) return null;
  return isInside
    ? `A container may not set ${name}, which is of its host's kernel (${fault}). Set it on the host, and take it out of the profile.`
    : `The kernel of this machine does not let ${name} be set (${fault}). Take it out of the profile.`;
}

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
