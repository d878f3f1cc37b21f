import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedDirectory, contentHash } from '../cache.ts';
import { ensure } from '../root/process.ts';
import { debianMirror } from './mirror-address.ts';

const SUITE = 'bookworm';
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
  `--include=${PACKAGES.join(',')}`,
  '--dpkgopt=force-unsafe-io',
  ...LEFT_OUT.map((path) => `--dpkgopt=path-exclude=${path}`),
];
const TIMEOUT_MS = 600_000;

/** A whole Debian system with systemd, in `tree`, that machines are laid over. It is built once (half a minute) and kept. */
export function baseTree(): Promise<string> {
  return cachedDirectory('machines', contentHash(SUITE, OPTIONS, FINISH, NETWORK_UNIT), build);
}

async function build(draft: string): Promise<void> {
  const mirror = await debianMirror();
  if (mirror === null) throw new Error("apt of this machine knows none of Debian's archives");
  const unit = join(draft, 'lab-network.service');
  await writeFile(unit, NETWORK_UNIT);
  const hooks = [`copy-in ${unit} /etc/systemd/system`, ...FINISH].map((line) => `--customize-hook=${line}`);
  const target = [SUITE, join(draft, 'tree'), `deb ${mirror} ${SUITE} main`];
  await ensure('mmdebstrap', [...OPTIONS, ...hooks, ...target], { timeoutMs: TIMEOUT_MS });
}
