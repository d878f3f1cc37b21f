import { chmod, lchown, lstat, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedDirectory, contentHash } from '../cache.ts';
import { ensure } from '../root/process.ts';
import { ORIGINS, originOf, type Release } from './releases.ts';

const PACKAGES = ['systemd', 'systemd-sysv', 'dbus', 'iproute2', 'curl', 'openssh-server', 'sudo'];
const LEFT_OUT = ['man', 'doc', 'locale', 'info'].map((name) => `/usr/share/${name}/*`);

/** Each line runs with the tree as $1: it knows no archive and has no name, and nothing of it refreshes by itself. */
const FINISH = [
  'rm -rf "$1"/etc/apt/sources.list "$1"/etc/apt/sources.list.d/* "$1"/var/lib/apt/lists/*',
  'rm -f "$1"/etc/hostname "$1"/etc/resolv.conf',
  ': >"$1"/etc/machine-id',
  'chroot "$1" systemctl -q mask apt-daily.timer apt-daily-upgrade.timer systemd-networkd-wait-online.service',
  'chroot "$1" systemctl -q enable lab-network.service',
  // It runs where a test starts it; each machine makes keys of its own.
  'chroot "$1" systemctl -q disable ssh.service',
  'rm -f "$1"/etc/ssh/ssh_host_*',
];

/** Gives host0, the end of the cable that systemd-nspawn lays, the address that stands in a file. */
const NETWORK_UNIT = `[Unit]
Description=The cable to the test
DefaultDependencies=no
Before=network-pre.target
Wants=network-pre.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'ip address add "$(cat /etc/lab-address)" dev host0; ip link set host0 up'

[Install]
WantedBy=sysinit.target
`;

const OPTIONS = [
  '--quiet',
  '--mode=root',
  '--variant=apt',
  '--dpkgopt=force-unsafe-io',
  ...LEFT_OUT.map((path) => `--dpkgopt=path-exclude=${path}`),
];
const TIMEOUT_MS = 600_000;

/** A whole system with systemd, in `tree`, that machines are laid over. It is built once (half a minute and more) and kept. */
export function baseTree(release: Release): Promise<string> {
  return cachedDirectory('machines', keyOf(release), (draft) => build(release, draft));
}

/** The same, as it looks from outside of a user namespace that begins at `firstUser`. */
export async function shiftedTree(release: Release, firstUser: number): Promise<string> {
  const base = await baseTree(release);
  return cachedDirectory('machines', contentHash(keyOf(release), firstUser), async (draft) => {
    await ensure('cp', ['-a', '--reflink=auto', join(base, 'tree'), draft], { timeoutMs: TIMEOUT_MS });
    await shift(join(draft, 'tree'), firstUser);
  });
}

const keyOf = (release: Release) =>
  contentHash(release, ORIGINS[release], PACKAGES, OPTIONS, FINISH, NETWORK_UNIT);

async function build(release: Release, draft: string): Promise<void> {
  const unit = join(draft, 'lab-network.service');
  await writeFile(unit, NETWORK_UNIT);
  const hooks = [`copy-in ${unit} /etc/systemd/system`, ...FINISH].map((line) => `--customize-hook=${line}`);
  const { options, source } = await originOf(release, draft);
  const include = `--include=${[...PACKAGES, ...ORIGINS[release].packages].join(',')}`;
  const target = [release, join(draft, 'tree'), source];
  await ensure('mmdebstrap', [...OPTIONS, include, ...options, ...hooks, ...target], {
    timeoutMs: TIMEOUT_MS,
  });
}

/** Gives everything in a folder to the users of a namespace. A file with several names is met several times. */
async function shift(path: string, firstUser: number): Promise<void> {
  const { uid, gid, mode } = await lstat(path);
  const kind = mode & 0o170000;
  if (uid < firstUser) {
    await lchown(path, uid + firstUser, gid + firstUser);
    // The kernel takes these bits away with the owner.
    if (kind !== 0o120000 && mode & 0o6000) await chmod(path, mode & 0o7777);
  }
  if (kind === 0o040000) for (const name of await readdir(path)) await shift(join(path, name), firstUser);
}
