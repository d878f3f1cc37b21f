import { readFile, statfs } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import type { Filesystem, Metrics, MetricsWarning } from '@suivi/shared';
import { type Blocks, diskWarnings, filesystemOf, memoryOf, memoryWarnings } from './assess.ts';
import { parseMemory } from './parse-memory.ts';
import { parseMounts } from './parse-mounts.ts';

export interface MetricsProbeOptions {
  readonly machineId: string;
  /** The hottest of its sensors; null where none can be read. */
  readonly readHottest: () => Promise<NonNullable<Metrics['hottest']> | null>;
}

/** Reads how this machine is doing, from /proc, /sys and statfs(2). Spawns nothing. */
export async function readMetrics({ machineId, readHottest }: MetricsProbeOptions): Promise<Metrics> {
  const { total, available } = parseMemory(await readFile('/proc/meminfo', 'utf8'));
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
    hottest: await readHottest(),
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
