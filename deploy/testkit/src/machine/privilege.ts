import { access, chown, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensure } from '../root/process.ts';
import { eventually } from '../wait.ts';
import type { Privilege } from './kinds.ts';

/** The users of unprivileged machines as seen from here. No other ones have these numbers. */
const FIRST_USER = 0x3b9b0000;
const USERS = 65_536;

/** Who root of a machine is, as seen from here. */
export const firstUserOf = (privilege: Privilege): number => (privilege === 'full' ? 0 : FIRST_USER);

/** The options of systemd-nspawn. The tree belongs to these users already. */
export const userOptions = (privilege: Privilege): string[] =>
  privilege === 'full' ? [] : [`--private-users=${FIRST_USER}:${USERS}`, '--private-users-ownership=off'];

const LIMIT = '/proc/sys/user/max_mnt_namespaces';
const READY = '/run/lab-limit';

/** Holds the boot up, between what makes the system and its services, until `forbidMountNamespaces` has done its work. */
const LIMIT_UNIT = `[Unit]
Description=Waits until services can have no view of the files of their own
DefaultDependencies=no
After=sysinit.target
Before=basic.target

[Service]
Type=oneshot
ExecStart=/bin/sh -c 'touch ${READY}; until [ "$(cat ${LIMIT})" = 0 ]; do sleep 0.02; done'
`;

/** Makes the folder that takes what a machine writes, before its first boot. */
export async function prepareDisk(upper: string, privilege: Privilege): Promise<void> {
  const units = join(upper, 'etc/systemd/system');
  const wants = join(units, 'basic.target.wants');
  await mkdir(wants, { recursive: true });
  if (privilege === 'no nesting') {
    await writeFile(join(units, 'lab-limit.service'), LIMIT_UNIT);
    await symlink('../lab-limit.service', join(wants, 'lab-limit.service'));
  }
  const owner = firstUserOf(privilege);
  for (const path of [upper, join(upper, 'etc'), join(upper, 'etc/systemd'), units, wants])
    await chown(path, owner, owner);
}

/** At each boot: from here on no process of the machine can have a view of the files of its own. `leader` is its PID 1. */
export async function forbidMountNamespaces(leader: number): Promise<void> {
  await eventually(() => access(`/proc/${leader}/root${READY}`).then(() => true), {
    what: 'the boot to come to its services',
    timeoutMs: 30_000,
  });
  // The limit is that of the namespace in which it is written.
  const script = ['sh', '-c', `echo 0 >${LIMIT}`];
  await ensure('nsenter', [`--target=${leader}`, '--user', '--', ...script]);
}
