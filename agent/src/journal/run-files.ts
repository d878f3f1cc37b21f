import { type ErrorKind, fits } from '@suivi/shared';
import type { Static, TSchema } from 'typebox';
import { modeOf, RUN_FILE_BYTES, RunEnd, type RunPaths, RunStart } from '../domain/run-files.ts';
import { isErrno, NotAPlainFile, readPlainFile } from '../host/files.ts';
import type { JobRecord } from './records.ts';

/** What a file of a run says; `damaged` when it is there and of no use, null when it is not there. */
type Read<T> = { readonly value: T } | { readonly damaged: string } | null;

/** Reads when and with which job a run began. */
export const readStart = (run: RunPaths): Promise<Read<RunStart>> => read(run.start, RunStart);

/** Reads what a run came to. */
export const readEnd = (run: RunPaths): Promise<Read<RunEnd>> => read(run.end, RunEnd);

/** The end of a job whose run left none. */
export const failedEnd = (
  { job, startedAt }: JobRecord,
  errorKind: ErrorKind,
  errorMessage: string,
): RunEnd => {
  const { executionId, jobId, action } = job.order;
  const now = new Date().toISOString();
  return {
    executionId,
    jobId,
    action,
    mode: modeOf(job),
    startedAt: startedAt ?? now,
    finishedAt: now,
    status: 'error',
    exitCode: null,
    errorKind,
    errorMessage: errorMessage.slice(0, 2000),
    importantLines: [],
  };
};

async function read<S extends TSchema>(path: string, schema: S): Promise<Read<Static<S>>> {
  try {
    const value: unknown = JSON.parse(await readPlainFile(path, RUN_FILE_BYTES));
    return fits(schema, value) ? { value } : { damaged: 'It does not have the expected members.' };
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    if (error instanceof SyntaxError || error instanceof NotAPlainFile || isErrno(error, 'EIO', 'EISDIR'))
      return { damaged: error.message };
    throw error;
  }
}
