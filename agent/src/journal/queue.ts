import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fits, Job, LIMITS } from '@suivi/shared';
import { isErrno, isThere, readPlainFile, writeWhole } from '../host/files.ts';
import type { JobRecord } from './records.ts';

type Place = Pick<JobRecord, 'job' | 'position'>;

/** `0000000000000001-<job id>.json` */
const POSITION = /^(\d+)-(.+)$/s;

/** The runner's queue as the agent sees it: entries are done in order of their names. */
export class Queue {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Puts a job into the queue, as one whole file. An agent of its own user may not read the directory, so its entry may get lost
   * in a power cut, and the job's record puts it there again.
   */
  add(place: Place): Promise<void> {
    return writeWhole(this.#path(place), JSON.stringify(place.job), { mode: 0o640, durable: 'content' });
  }

  has(place: Place): Promise<boolean> {
    return isThere(this.#path(place));
  }

  /** Takes a job out of the queue. False when it was not there any more: the runner has it. */
  async withdraw(place: Place): Promise<boolean> {
    try {
      await unlink(this.#path(place));
      return true;
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return false;
      throw error;
    }
  }

  /** The job with this id, if it waits in the queue and the queue may be read. */
  async find(jobId: string): Promise<Place | null> {
    const names = await readdir(this.#directory).catch((error): string[] => {
      if (isErrno(error, 'EACCES')) return [];
      throw error;
    });
    // An entry that is being written has another name, which ends the same way.
    const name = names.find((one) => POSITION.exec(one)?.[2] === `${jobId}.json`);
    const position = Number(POSITION.exec(name ?? '')?.[1]);
    if (name === undefined || !Number.isSafeInteger(position)) return null;
    try {
      const value: unknown = JSON.parse(
        await readPlainFile(join(this.#directory, name), LIMITS.jobOrderBytes),
      );
      return fits(Job, value) && value.order.jobId === jobId ? { job: value, position } : null;
    } catch {
      return null;
    }
  }

  #path({ job, position }: Place): string {
    return join(this.#directory, `${String(position).padStart(16, '0')}-${job.order.jobId}.json`);
  }
}
