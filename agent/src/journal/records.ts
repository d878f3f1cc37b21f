import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Count, fits, IsoTime, Job, Nullable } from '@suivi/shared';
import type { Static } from 'typebox';
import * as Type from 'typebox';
import { RunEnd } from '../domain/run-files.ts';
import {
  isErrno,
  makeDirectory,
  NotAPlainFile,
  readPlainFile,
  removeFile,
  removeTemporaryFiles,
  writeWhole,
} from '../host/files.ts';

const MAX_BYTES = 256 * 1024;

/** What the agent remembers of one job. */
export const JobRecord = Type.Object({
  job: Job,
  /** Its place among all jobs of this machine, in the order in which they were accepted. */
  position: Count,
  /** accepted: not begun; running: begun, or ended and not yet delivered; finished: its result is in the outbox. */
  phase: Type.Enum(['accepted', 'running', 'finished']),
  startedAt: Nullable(IsoTime),
  finishedAt: Nullable(IsoTime),
  /** How a job ended that never ran, or whose run has vanished. */
  failure: Type.Optional(RunEnd),
});
export type JobRecord = Static<typeof JobRecord>;

/** A record that could not be used. */
export interface DamagedRecord {
  readonly path: string;
  /** The job's id, as the file's name tells it. */
  readonly jobId: string;
  readonly reason: string;
}

const ENDING = '.json';

/** The jobs of this machine, one durable file each. */
export class JobRecords {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Reads all records, in order of their positions, and tells the files that are of no use. */
  async load(): Promise<{ records: JobRecord[]; damaged: DamagedRecord[] }> {
    await makeDirectory(this.#directory);
    await removeTemporaryFiles(this.#directory);
    const records: JobRecord[] = [];
    const damaged: DamagedRecord[] = [];
    for (const name of await readdir(this.#directory)) {
      const path = join(this.#directory, name);
      const read = await this.#read(path);
      const jobId = name.endsWith(ENDING) ? name.slice(0, -ENDING.length) : name;
      if (typeof read === 'string') damaged.push({ path, jobId, reason: read });
      else if (read.job.order.jobId === jobId) records.push(read);
      else damaged.push({ path, jobId, reason: 'Its name and its content do not agree.' });
    }
    records.sort((a, b) => a.position - b.position);
    return { records, damaged };
  }

  save(record: JobRecord): Promise<void> {
    return writeWhole(this.#path(record), JSON.stringify(record));
  }

  remove(record: JobRecord): Promise<void> {
    return removeFile(this.#path(record));
  }

  #path({ job }: JobRecord): string {
    return join(this.#directory, `${job.order.jobId}${ENDING}`);
  }

  /** The record, or why the file is of no use. */
  async #read(path: string): Promise<JobRecord | string> {
    try {
      const value: unknown = JSON.parse(await readPlainFile(path, MAX_BYTES));
      return fits(JobRecord, value) ? value : 'It is not the record of a job.';
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof NotAPlainFile) return error.message;
      if (isErrno(error, 'EIO')) return error.message;
      throw error;
    }
  }
}
