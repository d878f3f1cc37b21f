/** A mounted file system. */
export interface Mount {
  readonly source: string;
  readonly path: string;
  readonly type: string;
}

/** Types that keep files on a disk of this machine; network, memory and loop-mounted read-only ones are left out. */
const ON_DISK = new Set([
  'bcachefs',
  'btrfs',
  'exfat',
  'ext2',
  'ext3',
  'ext4',
  'f2fs',
  'fuseblk',
  'jfs',
  'nilfs2',
  'ntfs3',
  'reiserfs',
  'vfat',
  'xfs',
  'zfs',
]);

/**
 * Reads /proc/self/mounts (fstab(5) form) and gives the file systems on disks, each once: of several mounts of one device
 * (bind mounts, subvolumes) the one with the shortest path. The root is always there, whatever its type.
 */
export function parseMounts(text: string): Mount[] {
  const mounts = text.split('\n').flatMap((line) => {
    const [source, path, type] = line.split(' ').map(unescapeOctal);
    return source && path && type ? [{ source, path, type }] : [];
  });
  const bySource = new Map<string, Mount>();
  for (const mount of mounts) {
    if (!ON_DISK.has(mount.type) && mount.path !== '/') continue;
    const known = bySource.get(mount.source);
    if (!known || mount.path.length < known.path.length) bySource.set(mount.source, mount);
  }
  return [...bySource.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Spaces and the like stand as `\040`. */
const unescapeOctal = (text: string) =>
  text.replaceAll(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));
