import type { OverriddenSetting, PostInstallSetting } from './profile.ts';
import { POST_INSTALL_STEPS, type PostInstallKind, type PostInstallStep } from './steps.ts';

/** What profiles come to together, and what of them does not count. */
export interface Merged {
  /** By kind, in the order in which kinds are applied, and by name. */
  readonly settings: readonly PostInstallSetting[];
  readonly overridden: readonly OverriddenSetting[];
}

interface Contents {
  readonly name: string;
  readonly steps: readonly PostInstallStep[];
}

const KINDS = Object.keys(POST_INSTALL_STEPS) as PostInstallKind[];

/**
 * Puts profiles together. Where two want different values of the same thing, the later one wins, and what it replaces is
 * told; keys of users add up. Pure.
 */
export function mergeProfiles(profiles: readonly Contents[]): Merged {
  const wanted = new Map<string, PostInstallSetting>();
  const overridden: OverriddenSetting[] = [];
  for (const { name: profile, steps } of profiles)
    for (const step of steps)
      for (const [name, value] of entriesOf(step)) {
        const key = `${step.kind} ${name}`;
        const before = wanted.get(key);
        if (before && before.value !== value) overridden.push({ ...before, by: profile });
        wanted.set(key, { kind: step.kind, name, value, profile });
      }
  return { settings: [...wanted.values()].sort(byPlace), overridden };
}

const byPlace = (a: PostInstallSetting, b: PostInstallSetting): number =>
  KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || (a.name < b.name ? -1 : 1);

/** The names and values that a step sets. */
function entriesOf(step: PostInstallStep): [name: string, value: string][] {
  switch (step.kind) {
    case 'apt_proxy':
      return [['', step.mode === 'proxy' ? step.url.replace(/\/$/, '') : 'direct']];
    case 'packages':
      return [
        ...step.present.map((name): [string, string] => [name, 'present']),
        ...step.absent.map((name): [string, string] => [name, 'absent']),
      ];
    case 'unattended_upgrades':
      return [
        ['enabled', yesNo(step.enabled)],
        ['automaticReboot', yesNo(step.automaticReboot)],
        ['rebootTime', step.rebootTime ?? 'now'],
      ];
    case 'timezone':
      return [['', step.zone]];
    case 'hostname':
      return [['', step.name]];
    case 'ntp':
      return [['', step.servers.join(' ')]];
    case 'sysctl':
      return step.settings.map(({ key, value }) => [key, value]);
    case 'swap':
      return [['', String(step.sizeMiB)]];
    case 'authorized_keys':
      return step.keys.map((key) => {
        const [type, blob] = key.split(' ');
        return [`${step.user} ${type} ${blob}`, key];
      });
    case 'sshd': {
      const { kind: _, ...settings } = step;
      return Object.entries(settings).map(([name, value]) => [name, String(value)]);
    }
  }
}

const yesNo = (value: boolean): string => (value ? 'yes' : 'no');
