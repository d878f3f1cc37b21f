import { chmod, readdir, stat } from 'node:fs/promises';
import type { Logger } from '../domain/logger.ts';
import type { HealthReader, Planner } from '../domain/ports.ts';
import type { PostInstallReader } from '../domain/post-install.ts';
import { type RunnerPaths, type RunStart, runnerPaths, runPaths } from '../domain/run-files.ts';
import { makeDirectory, removeFile } from '../host/files.ts';
import { SetAside } from '../host/set-aside.ts';
import { type Systemd, systemd } from '../host/systemd.ts';
import { refusalOf } from './check.ts';
import { forgetOld, remember } from './finished.ts';
import { takeLock } from './lock.ts';
import { readPolicy } from './policy.ts';
import { pruneRuns } from './prune.ts';
import { isQueueEmpty, type TakenEntry, takeEntry } from './queue.ts';
import { createRun, endRun, performRun, type RunSetting, readRun } from './run.ts';
import { readTrust } from './trust.ts';

/** As long as apt itself would wait for dpkg's lock (DPkg::Lock::Timeout). */
const LOCK_WAIT_MS = 600_000;
const SET_ASIDE_KEPT = 100;

export interface RunnerOptions {
  /** The runner's directory (SU_RUNNER_DIR). */
  readonly directory: string;
  /** The policy file (SU_POLICY). */
  readonly policy: string;
  readonly env: NodeJS.ProcessEnv;
  readonly logger: Logger;
  /** Says what actions would do; knows the policy's excluded packages. */
  readonly planner: Planner;
  readonly health: HealthReader;
  readonly postInstall: PostInstallReader;
  readonly systemd?: Systemd;
  readonly dockerSocket?: string | null;
  readonly lockWaitMs?: number;
  readonly now?: () => Date;
  /** Aborted: the present job is carried out to its end, and no other one is begun. */
  readonly stop?: AbortSignal;
}

/**
 * Finishes what an earlier runner left, does the jobs of the queue in order, and ends when there are no more. Ends at once
 * when another runner is at work. Nothing in the queue can make it fail; errors of the disk do.
 */
export async function runRunner(options: RunnerOptions): Promise<void> {
  const runner = runnerPaths(options.directory);
  await makeDirectories(runner);
  // A job may arrive between the last look at the queue and the release of the lock.
  do {
    const release = await takeLock(runner.locks);
    if (!release) return;
    try {
      await drain(runner, options);
    } finally {
      await release();
    }
  } while (!options.stop?.aborted && !(await isQueueEmpty(runner)));
}

async function makeDirectories(runner: RunnerPaths): Promise<void> {
  const { queue, taken, runs, finished } = runner;
  await makeDirectory(queue);
  // The umask does not count here.
  await chmod(queue, 0o1730);
  await Promise.all([makeDirectory(taken), makeDirectory(finished), makeDirectory(runs, 0o750)]);
}

async function drain(runner: RunnerPaths, options: RunnerOptions): Promise<void> {
  const { logger } = options;
  const setting = async (): Promise<RunSetting> => ({
    runner,
    systemd,
    lockWaitMs: LOCK_WAIT_MS,
    dockerSocket: null,
    now: () => new Date(),
    ...options,
    policy: await readPolicy(options.policy),
  });
  for (const jobId of await unfinished(runner))
    if (!options.stop?.aborted) await resume(await setting(), jobId, logger);
  while (!options.stop?.aborted) {
    const entry = await takeEntry(runner);
    if (!entry) break;
    await take(await setting(), entry, logger);
  }
  await pruneRuns(runner);
  await forgetOld(runner.finished);
}

/** The runs that an earlier runner began and did not end, oldest first. */
async function unfinished({ runs }: RunnerPaths): Promise<string[]> {
  const found: { jobId: string; begunAt: number }[] = [];
  for (const jobId of await readdir(runs)) {
    const { start, end } = runPaths(runs, jobId);
    const begun = await stat(start).catch(() => null);
    if (begun && !(await stat(end).catch(() => null))) found.push({ jobId, begunAt: begun.mtimeMs });
  }
  return found.sort((a, b) => a.begunAt - b.begunAt).map(({ jobId }) => jobId);
}

async function resume(setting: RunSetting, jobId: string, logger: Logger): Promise<void> {
  const run = runPaths(setting.runner.runs, jobId);
  const start = await readRun(run);
  if ('problem' in start) {
    logger.error('A run cannot be gone on with and was set aside.', { jobId, reason: start.problem });
    await remember(setting.runner.finished, jobId);
    await setAside(setting, run.directory);
    return;
  }
  logger.info('Going on with a run that was cut off.', { jobId });
  await settle(setting, start.value, logger);
}

async function take(setting: RunSetting, entry: TakenEntry, logger: Logger): Promise<void> {
  if ('problem' in entry.content) {
    logger.warning('An entry of the queue was set aside.', {
      entry: entry.name,
      reason: entry.content.problem,
    });
    await setAside(setting, entry.path);
    return;
  }
  const { jobId } = entry.content.job.order;
  const start = await createRun(setting, entry.content.job);
  await removeFile(entry.path);
  if (start) await settle(setting, start, logger);
  else logger.info('A job that was taken before is not taken again.', { jobId });
}

const setAside = async ({ runner }: RunSetting, path: string): Promise<void> =>
  void (await (await SetAside.open(runner.setAside, SET_ASIDE_KEPT)).move(path));

/** Refuses or does a job whose run exists. The time that counts is when it was taken, however often it is gone on with. */
async function settle(setting: RunSetting, start: RunStart, logger: Logger): Promise<void> {
  const { runner, policy } = setting;
  const { job, startedAt } = start;
  const refusal = refusalOf(job, await readTrust(runner.trust), policy, new Date(startedAt));
  const fields = { jobId: job.order.jobId, action: job.order.action };
  if (refusal) {
    logger.warning('A job is refused.', { ...fields, reason: refusal.errorMessage });
    return endRun(setting, start, refusal);
  }
  logger.info('A job begins.', fields);
  await performRun(setting, start);
}
