import type { Filesystem, Metrics, MetricsWarning } from '@suivi/shared';
import type { Mount } from './parse-mounts.ts';

const ALMOST_FULL_PERCENT = 90;
const FULL_PERCENT = 97;
/** Where an upgrade writes; with less room than this it may fail half-way. */
const NEEDED_BYTES = 500e6;
const NEEDED_BY_UPGRADES = ['/', '/var', '/boot'];
/** A /boot of half a gigabyte is common and not full for that. */
const NEEDED_SHARE = 0.2;
const INODES_ALMOST_FULL_PERCENT = 95;
const MEMORY_ALMOST_FULL_PERCENT = 95;

/** What statfs(2) says of a file system. */
export interface Blocks {
  readonly bsize: number;
  readonly blocks: number;
  readonly bfree: number;
  readonly bavail: number;
  readonly files: number;
  readonly ffree: number;
}

/** A file system's sizes as df counts them: what only root may still use is neither used nor available. */
export function filesystemOf({ path, type }: Mount, { bsize, blocks, bfree, bavail }: Blocks): Filesystem {
  const usedBytes = (blocks - bfree) * bsize;
  const availableBytes = bavail * bsize;
  return {
    mount: path,
    type,
    sizeBytes: blocks * bsize,
    usedBytes,
    availableBytes,
    usedPercent: percent(usedBytes, usedBytes + availableBytes),
  };
}

/** Which file system is full or nearly so, in words. */
export function diskWarnings(filesystem: Filesystem, { files, ffree }: Blocks): MetricsWarning[] {
  const { mount, usedPercent, availableBytes, sizeBytes } = filesystem;
  const warnings: MetricsWarning[] = [];
  const needed = NEEDED_BY_UPGRADES.includes(mount) ? Math.min(NEEDED_BYTES, sizeBytes * NEEDED_SHARE) : 0;
  const left = `${mount} is ${usedPercent} % full; ${Math.floor(availableBytes / 1e6)} MB are left.`;
  if (usedPercent >= FULL_PERCENT || availableBytes < needed)
    warnings.push({ code: 'disk_full', message: left, mount });
  else if (usedPercent >= ALMOST_FULL_PERCENT)
    warnings.push({ code: 'disk_almost_full', message: left, mount });
  const inodes = percent(files - ffree, files);
  if (inodes >= INODES_ALMOST_FULL_PERCENT)
    warnings.push({
      code: 'inodes_almost_full',
      message: `${mount} has used ${inodes} % of its inodes.`,
      mount,
    });
  return warnings;
}

/** The memory's part of the metrics. What the kernel can take back from caches counts as available. */
export function memoryOf(
  total: number,
  available: number,
): Pick<Metrics, 'memoryTotalBytes' | 'memoryUsedBytes' | 'memoryAvailableBytes'> & {
  memoryUsedPercent: number;
} {
  const used = total - available;
  return {
    memoryTotalBytes: total,
    memoryUsedBytes: used,
    memoryAvailableBytes: available,
    memoryUsedPercent: percent(used, total),
  };
}

export const memoryWarnings = (usedPercent: number): MetricsWarning[] =>
  usedPercent < MEMORY_ALMOST_FULL_PERCENT
    ? []
    : [{ code: 'memory_almost_full', message: `${usedPercent} % of the memory is in use.` }];

/** With one digit after the point; nothing of nothing is 0. */
const percent = (part: number, whole: number) => (whole > 0 ? Math.round((part / whole) * 1000) / 10 : 0);
