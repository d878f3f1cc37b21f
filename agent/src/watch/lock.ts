import { readFile, stat } from 'node:fs/promises';

/** One line of /proc/locks that holds a lock; lines with `->` only wait for one. */
const HELD = /^\d+: (?:POSIX|FLOCK|OFDLCK)\s+\S+\s+\S+\s+(-?\d+) [0-9a-f]+:[0-9a-f]+:(\d+) /gm;

/** The processes that hold a lock on one of these inodes, from the text of /proc/locks. Needs no privilege. */
export function holdersOf(locks: string, inodes: ReadonlySet<number>): number[] {
  return [...locks.matchAll(HELD)]
    .filter(([, , inode]) => inodes.has(Number(inode)))
    .map(([, pid]) => Number(pid));
}

/** Whether another process holds a lock on one of these files. Files that are not there are not held. */
export async function heldByOther(paths: readonly string[]): Promise<boolean> {
  const inodes = new Set<number>();
  for (const path of paths) {
    const found = await stat(path).catch(() => null);
    if (found) inodes.add(found.ino);
  }
  if (inodes.size === 0) return false;
  const locks = await readFile('/proc/locks', 'utf8').catch(() => '');
  return holdersOf(locks, inodes).some((pid) => pid !== process.pid);
}
