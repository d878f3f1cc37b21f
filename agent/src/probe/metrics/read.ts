import { readFile, statfs } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import type { Filesystem, Metrics, MetricsWarning } from '@suivi/shared';
import { type Blocks, diskWarnings, filesystemOf, memoryOf, memoryWarnings } from './assess.ts';
import { parseMounts } from './parse-mounts.ts';

/**
 * Reads how this machine is doing. Spawns nothing: systeminformation reads /proc/meminfo for `mem`, but runs df (and zfs) for
 * its file systems, where statfs(2) gives the same numbers for next to nothing.
 */
export async function readMetrics(machineId: string): Promise<Metrics> {
  const { mem } = await import('systeminformation/lib/memory.js');
  const { total, available } = await mem();
  const memory = memoryOf(total, available);
  const [cpuLoad1 = 0, cpuLoad5 = 0] = loadavg();
  const { filesystems, warnings } = await readFilesystems();
  return {
    machineId,
    collectedAt: new Date().toISOString(),
    cpuLoad1,
    cpuLoad5,
    cpuCores: cpus().length,
    ...memory,
    filesystems,
    rootUsedPercent: filesystems.find(({ mount }) => mount === '/')?.usedPercent ?? null,
    warnings: [...warnings, ...memoryWarnings(memory.memoryUsedPercent)],
  };
}

async function readFilesystems(): Promise<{ filesystems: Filesystem[]; warnings: MetricsWarning[] }> {
  const filesystems: Filesystem[] = [];
  const warnings: MetricsWarning[] = [];
  for (const mount of parseMounts(await readFile('/proc/self/mounts', 'utf8'))) {
    const blocks = await readBlocks(mount.path);
    if (!blocks || blocks.blocks === 0) continue;
    const filesystem = filesystemOf(mount, blocks);
    filesystems.push(filesystem);
    warnings.push(...diskWarnings(filesystem, blocks));
  }
  return { filesystems, warnings };
}

/** Null when the file system may not be looked at or was unmounted a moment ago. */
const readBlocks = (path: string): Promise<Blocks | null> => statfs(path).catch(() => null);
