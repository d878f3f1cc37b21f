import { mkdir, open } from 'node:fs/promises';
import { fits, type Job } from '@suivi/shared';
import {
  modeOf,
  RUN_FILE_BYTES,
  type RunEnd,
  type RunPaths,
  RunStart,
  runPaths,
} from '../domain/run-files.ts';
import { aptEnvironment } from '../host/apt-env.ts';
import { isThere, NotAPlainFile, readPlainFile, syncDirectory, writeWhole } from '../host/files.ts';
import type { ActionContext, ActionEnd } from './actions/action.ts';
import { ACTIONS } from './actions/catalogue.ts';
import { isRemembered, remember } from './finished.ts';
import { resultText } from './result-text.ts';

const READABLE = { mode: 0o640 };

/** What every run of one runner needs. */
export interface RunSetting extends Omit<ActionContext, 'order' | 'run' | 'env'> {
  readonly env: NodeJS.ProcessEnv;
}

/** Makes the run of a job, durable; null when the job was taken before. */
export async function createRun(
  { runner, now }: Pick<RunSetting, 'runner' | 'now'>,
  job: Job,
): Promise<RunStart | null> {
  const { jobId } = job.order;
  const run = runPaths(runner.runs, jobId);
  if ((await isRemembered(runner.finished, jobId)) || (await isThere(run.start))) return null;
  const start = { job, startedAt: now().toISOString() };
  await mkdir(run.directory, { recursive: true, mode: 0o750 });
  await (await open(run.log, 'a', READABLE.mode)).close();
  await writeWhole(run.start, JSON.stringify(start), READABLE);
  await syncDirectory(runner.runs);
  await remember(runner.finished, jobId);
  return start;
}

/** Reads the run of a job, or tells why its file is of no use. Throws system errors. */
export async function readRun(run: RunPaths): Promise<{ value: RunStart } | { problem: string }> {
  try {
    const value: unknown = JSON.parse(await readPlainFile(run.start, RUN_FILE_BYTES));
    return fits(RunStart, value) ? { value } : { problem: 'It is not the start of a run.' };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof NotAPlainFile) return { problem: error.message };
    throw error;
  }
}

/** Does what the job asks, or goes on with it where an earlier runner was cut off, and writes how it ended. */
export async function performRun(setting: RunSetting, start: RunStart): Promise<void> {
  const { order } = start.job;
  const run = runPaths(setting.runner.runs, order.jobId);
  const context = { ...setting, order, run, env: aptEnvironment(setting.env) };
  const end = await ACTIONS[order.action].perform(context);
  if (end) await endRun(setting, start, end);
}

/** Writes how a run ended: first its log is made durable, then the result appears. */
export async function endRun(
  { runner, now }: Pick<RunSetting, 'runner' | 'now'>,
  start: RunStart,
  end: ActionEnd,
): Promise<void> {
  const { executionId, jobId, action } = start.job.order;
  const run = runPaths(runner.runs, jobId);
  const result: RunEnd = {
    executionId,
    jobId,
    action,
    mode: modeOf(start.job),
    startedAt: start.startedAt,
    finishedAt: now().toISOString(),
    ...end,
  };
  const log = await open(run.log, 'a', READABLE.mode);
  try {
    await log.sync();
  } finally {
    await log.close();
  }
  await writeWhole(run.end, resultText(result), READABLE);
}
