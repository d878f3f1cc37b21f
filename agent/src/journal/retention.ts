import { rm, stat } from 'node:fs/promises';
import { isErrno } from '../host/files.ts';
import type { Follower } from './follower.ts';
import type { JournalLimits } from './limits.ts';

/** The finished jobs that are too many, too large or too old to be kept, oldest first. */
export async function outdated(
  followers: readonly Follower[],
  { keptJobs, keptBytes, keptMs }: JournalLimits,
  now = Date.now(),
): Promise<Follower[]> {
  const finished = followers
    .filter(({ record }) => record.phase === 'finished')
    .sort((a, b) => finishedAt(a) - finishedAt(b));
  const sizes = await Promise.all(finished.map(({ run }) => sizeOf(run.log)));
  let bytes = sizes.reduce((sum, size) => sum + size, 0);
  const kept = finished.findIndex((follower, index) => {
    if (finished.length - index <= keptJobs && bytes <= keptBytes && now - finishedAt(follower) <= keptMs)
      return true;
    bytes -= sizes[index] ?? 0;
    return false;
  });
  return kept < 0 ? finished : finished.slice(0, kept);
}

/** Removes the files of a run, where this user may; otherwise the runner does so in its own time. */
export async function removeRun(directory: string): Promise<void> {
  try {
    await rm(directory, { recursive: true, force: true });
  } catch (error) {
    if (!isErrno(error, 'EACCES', 'EPERM')) throw error;
  }
}

const finishedAt = ({ record }: Follower) => Date.parse(record.finishedAt ?? '') || 0;

const sizeOf = async (path: string) => (await stat(path).catch(() => null))?.size ?? 0;
