import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunnerPaths, runPaths } from '../domain/run-files.ts';

/** What finished runs may take of the disk. The agent has delivered what it could long before they go. */
export interface RunBounds {
  readonly count: number;
  readonly bytes: number;
  readonly ms: number;
}

const DAY_MS = 24 * 3600 * 1000;
const RUN_BOUNDS: RunBounds = { count: 500, bytes: 1024 ** 3, ms: 30 * DAY_MS };

/** Removes the oldest finished runs while they are too many, too large or too old. */
export async function pruneRuns(
  { runs }: RunnerPaths,
  bounds: RunBounds = RUN_BOUNDS,
  now = Date.now(),
): Promise<void> {
  const ended = await endedRuns(runs);
  let count = ended.length;
  let bytes = ended.reduce((sum, run) => sum + run.bytes, 0);
  for (const run of ended) {
    if (count <= bounds.count && bytes <= bounds.bytes && now - run.endedAt <= bounds.ms) return;
    await rm(join(runs, run.jobId), { recursive: true, force: true });
    count -= 1;
    bytes -= run.bytes;
  }
}

async function endedRuns(runs: string) {
  const ended: { jobId: string; endedAt: number; bytes: number }[] = [];
  for (const jobId of await readdir(runs)) {
    const run = runPaths(runs, jobId);
    const end = await stat(run.end).catch(() => null);
    if (end) ended.push({ jobId, endedAt: end.mtimeMs, bytes: await sizeOf(run.directory) });
  }
  return ended.sort((a, b) => a.endedAt - b.endedAt);
}

async function sizeOf(directory: string): Promise<number> {
  const files = (await readdir(directory)).map((name) => stat(join(directory, name)).catch(() => null));
  return (await Promise.all(files)).reduce((sum, file) => sum + (file?.size ?? 0), 0);
}
