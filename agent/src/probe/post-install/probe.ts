import { readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  POST_INSTALL_STEPS,
  type PostInstallKind,
  type PostInstallSetting,
  type SettingState,
} from '@suivi/shared';
import type { PostInstallLook, PostInstallReader } from '../../domain/post-install.ts';
import { isErrno } from '../../host/files.ts';
import { type Host, openHost } from './host.ts';
import type { Kind, KindLook, Wanted } from './kind.ts';
import { aptProxy } from './kinds/apt-proxy.ts';
import { authorizedKeys } from './kinds/authorized-keys.ts';
import { hostname } from './kinds/hostname.ts';
import { ntp } from './kinds/ntp.ts';
import { packages } from './kinds/packages.ts';
import { sshd } from './kinds/sshd.ts';
import { readSwapOn, swap } from './kinds/swap.ts';
import { procPath, sysctl } from './kinds/sysctl.ts';
import { timezone } from './kinds/timezone.ts';
import { unattendedUpgrades } from './kinds/unattended-upgrades.ts';

const KINDS: Readonly<Record<PostInstallKind, Kind>> = {
  apt_proxy: aptProxy,
  packages,
  unattended_upgrades: unattendedUpgrades,
  timezone,
  hostname,
  ntp,
  sysctl,
  swap,
  authorized_keys: authorizedKeys,
  sshd,
};

const ORDER = Object.keys(POST_INSTALL_STEPS) as PostInstallKind[];

/** How this machine, or the sandbox root that the environment names, stands to what profiles want. */
export const openPostInstallReader = (env: NodeJS.ProcessEnv): PostInstallReader => ({
  look: (settings, kinds) => look(openHost(env), settings, kinds),
  fingerprint: (settings) => fingerprint(openHost(env), settings),
});

/** The folders in which changes of settings show themselves at once; the others are looked at every few minutes. */
export const postInstallFolders = (env: NodeJS.ProcessEnv): string[] =>
  ['etc/apt/apt.conf.d', 'etc/sysctl.d', 'etc/ssh/sshd_config.d', 'etc/systemd/timesyncd.conf.d'].map(
    (path) => join(env['DPKG_ROOT'] || '/', path),
  );

async function look(
  host: Host,
  settings: readonly PostInstallSetting[],
  kinds: readonly PostInstallKind[],
): Promise<PostInstallLook> {
  const looks: KindLook[] = [];
  for (const kind of ORDER) if (kinds.includes(kind)) looks.push(await lookAt(host, kind, settings));
  return {
    settings: looks.flatMap((one) => one.settings),
    operations: looks.flatMap((one) => one.operations),
    notes: looks.flatMap((one) => one.notes ?? []),
    blockers: looks.flatMap((one) => one.blockers ?? []),
    lockout: looks.map((one) => one.lockout ?? null).find((reason) => reason !== null) ?? null,
  };
}

/** Where this process may not read, nothing is known. */
async function lookAt(host: Host, kind: PostInstallKind, all: Wanted): Promise<KindLook> {
  const own = all.filter((setting) => setting.kind === kind);
  try {
    return await KINDS[kind].look(host, own, all);
  } catch (error) {
    if (!isErrno(error, 'EACCES', 'EPERM')) throw error;
    return { settings: own.map(unreadable), operations: [] };
  }
}

const unreadable = (setting: PostInstallSetting): SettingState => ({
  ...setting,
  found: null,
  state: 'unknown',
  problem: 'Only root may look at this.',
});

/** Of files their times and sizes; of the running kernel the values, for nothing tells when they change. */
async function fingerprint(host: Host, settings: Wanted): Promise<string> {
  const kinds = ORDER.filter((kind) => settings.some((setting) => setting.kind === kind));
  const paths = [...new Set(kinds.flatMap((kind) => KINDS[kind].watched))];
  const marks = await Promise.all(paths.map((path) => markOf(host.path(path))));
  const kernel = settings.filter(({ kind }) => kind === 'sysctl');
  const values = await Promise.all(kernel.map(({ name }) => host.read(procPath(name)).catch(() => null)));
  const name = kinds.includes('hostname') ? host.hostname() : '';
  const isSwapOn = kinds.includes('swap') && (await readSwapOn(host));
  return [...marks, ...values.map((value) => value?.trim() ?? '-'), name, isSwapOn].join('\n');
}

async function markOf(path: string): Promise<string> {
  const [file, link] = await Promise.all([stat(path).catch(() => null), readlink(path).catch(() => '')]);
  return file ? `${file.mtimeMs} ${file.size} ${file.ino} ${link}` : '-';
}
