import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedDirectory, contentHash } from '../cache.ts';
import { ensure } from '../root/process.ts';
import { originOf } from './releases.ts';

const PACKAGES = ['systemd', 'systemd-sysv', 'dbus', 'iproute2', 'openssh-server', 'nodejs'];
const KERNEL = ['linux-image-cloud-amd64', 'zstd'];
const NETWORK = '[Match]\nName=eth0\n[Network]\nDHCP=yes\n';
const OPTIONS = ['--quiet', '--mode=root', '--variant=apt', '--dpkgopt=force-unsafe-io'];
/** Each line runs with the tree as $1; the kernel stays outside, where what boots it finds it. */
const FINISH = [
  'rm -rf "$1"/etc/apt/sources.list "$1"/var/lib/apt/lists/*',
  'echo vm >"$1"/etc/hostname',
  'install -d -m 0700 "$1"/root/.ssh && cp "$0"/key.pub "$1"/root/.ssh/authorized_keys',
  'cp "$0"/lab.network "$1"/etc/systemd/network/',
  'chroot "$1" systemctl -q enable systemd-networkd ssh',
  'chroot "$1" systemctl -q mask apt-daily.timer apt-daily-upgrade.timer systemd-networkd-wait-online.service',
  'cp "$1"/boot/vmlinuz-* "$0"/kernel && cp "$1"/boot/initrd.img-* "$0"/initrd',
];
const SIZE = '2G';

/** What a virtual machine is started from. */
export interface VmImage {
  readonly kernel: string;
  readonly initrd: string;
  /** A file system (ext4), which must not be written to. */
  readonly disk: string;
  /** A private key that root can be logged in with. */
  readonly key: string;
}

/** Debian 12 with a kernel of its own and Node. Built once (a minute and more) and kept. */
export async function vmImage(): Promise<VmImage> {
  const made = await cachedDirectory('vms', contentHash(PACKAGES, KERNEL, FINISH, NETWORK, SIZE), build);
  const at = (name: string) => join(made, name);
  return { kernel: at('kernel'), initrd: at('initrd'), disk: at('disk'), key: at('key') };
}

async function build(draft: string): Promise<void> {
  await writeFile(join(draft, 'lab.network'), NETWORK);
  await ensure('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(draft, 'key')]);
  const { source } = await originOf('bookworm', draft);
  const include = `--include=${[...PACKAGES, ...KERNEL].join(',')}`;
  const tree = join(draft, 'tree');
  await ensure('mmdebstrap', [...OPTIONS, include, 'bookworm', tree, source], { timeoutMs: 600_000 });
  for (const line of FINISH) await ensure('sh', ['-c', line, draft, tree]);
  await ensure('mke2fs', ['-q', '-t', 'ext4', '-d', tree, join(draft, 'disk'), SIZE], { timeoutMs: 300_000 });
  await ensure('rm', ['-rf', tree]);
}
