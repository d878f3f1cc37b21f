import type { Stats } from 'node:fs';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fits, Job, LIMITS } from '@suivi/shared';
import type { RunnerPaths } from '../domain/run-files.ts';
import { isErrno, readPlainFile } from '../host/files.ts';

/** A queue entry out of its writer's reach: the job in it, or why it is of no use. */
export interface TakenEntry {
  readonly path: string;
  readonly name: string;
  readonly content: { readonly job: Job } | { readonly problem: string };
}

/**
 * Takes the first entry, in order of the names, out of the queue; null when there is none. What an earlier runner took and
 * did not finish comes first. Moving it is what decides between the runner and an agent that withdraws it. Entries are
 * untrusted: whatever is not a regular file with one name and of bounded size is of no use.
 */
export async function takeEntry({ queue, taken }: RunnerPaths): Promise<TakenEntry | null> {
  for (const name of await names(taken)) return read(taken, name);
  for (const name of await names(queue)) {
    const safeName = name.replaceAll(/[^\w.-]/g, '_').slice(-200);
    try {
      await rename(foreignPath(queue, name), join(taken, safeName));
    } catch (error) {
      if (isErrno(error, 'ENOENT')) continue;
      throw error;
    }
    return read(taken, safeName);
  }
  return null;
}

/** Whether there is nothing to take. Names with a dot in front are still being written. */
export const isQueueEmpty = async ({ queue }: RunnerPaths): Promise<boolean> =>
  (await names(queue)).length === 0;

/** Names may be any bytes: read as latin1 none of them is lost. */
const names = async (directory: string) =>
  (await readdir(directory, 'latin1')).filter((name) => !name.startsWith('.')).sort();

const foreignPath = (directory: string, name: string) =>
  Buffer.concat([Buffer.from(`${directory}/`), Buffer.from(name, 'latin1')]);

async function read(directory: string, name: string): Promise<TakenEntry> {
  const path = join(directory, name);
  return { path, name, content: await readJob(path) };
}

async function readJob(path: string): Promise<TakenEntry['content']> {
  try {
    const value: unknown = JSON.parse(await readPlainFile(path, LIMITS.jobOrderBytes, refuseLinked));
    return fits(Job, value) ? { job: value } : { problem: 'It is not a job.' };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

const refuseLinked = ({ nlink }: Stats) => (nlink === 1 ? null : 'It has a second name.');
