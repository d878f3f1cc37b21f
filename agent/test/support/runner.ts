import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Job } from '@suivi/shared';
import { eventually, temporaryDirectory } from '@suivi/testkit';
import { createLogger } from '../../src/domain/logger.ts';
import type { RefreshRecord } from '../../src/domain/refresh-record.ts';
import { type RunEnd, runnerPaths, runPaths } from '../../src/domain/run-files.ts';
import { type RunnerOptions, runRunner, writeTrust } from '../../src/runner/index.ts';
import { type Signer, signer } from './jobs.ts';
import { machineParts } from './runner-parts.ts';

const PROGRAM = fileURLToPath(new URL('./runner-process.ts', import.meta.url));

/** A runner's directory with a collector that it trusts, and the ways to use it. */
export interface RunnerBox extends AsyncDisposable {
  readonly directory: string;
  readonly paths: ReturnType<typeof runnerPaths>;
  readonly collector: Signer;
  readonly policy: string;
  /** Puts a job, or any text, into the queue under the next name. */
  enqueue(content: Job | string): Promise<void>;
  /** Runs the runner in this process until it ends. */
  run(
    env?: Readonly<Record<string, string>>,
    lockWaitMs?: number,
    parts?: Partial<RunnerOptions>,
  ): Promise<void>;
  /** Starts the runner as a process. */
  start(env: Readonly<Record<string, string>>): ChildProcess;
  end(job: Job): Promise<RunEnd>;
  log(job: Job): Promise<string>;
  record(): Promise<RefreshRecord>;
  asideCount(): Promise<number>;
  /** Waits until a file of a run holds a text. */
  untilLogged(job: Job, text: string): Promise<void>;
}

/** Makes a runner's directory for a machine with this policy. */
export async function runnerBox(policy: object | null = { profile: 'standard' }): Promise<RunnerBox> {
  const temporary = await temporaryDirectory('runner');
  const directory = join(temporary.path, 'runner');
  const paths = runnerPaths(directory);
  const collector = signer();
  const policyPath = join(temporary.path, 'policy.json');
  await mkdir(paths.queue, { recursive: true });
  await writeTrust(directory, collector);
  if (policy) await writeFile(policyPath, JSON.stringify(policy), { mode: 0o644 });
  const read = async (path: string) => JSON.parse(await readFile(path, 'utf8'));
  let position = 0;
  const box: RunnerBox = {
    directory,
    paths,
    collector,
    policy: policyPath,
    enqueue: async (content) => {
      position += 1;
      const text = typeof content === 'string' ? content : JSON.stringify(content);
      await writeFile(join(paths.queue, `${String(position).padStart(16, '0')}.json`), text);
    },
    run: (env = {}, lockWaitMs = 2000, parts = {}) =>
      runRunner({
        directory,
        policy: policyPath,
        env,
        logger: createLogger('error', () => {}),
        lockWaitMs,
        ...machineParts(directory, policyPath, env),
        ...parts,
      }),
    start: (env) =>
      spawn(process.execPath, [PROGRAM, directory, policyPath], {
        env: { PATH: process.env['PATH'] ?? '', ...env },
        stdio: 'ignore',
      }),
    end: ({ order }) => read(runPaths(paths.runs, order.jobId).end),
    log: ({ order }) => readFile(runPaths(paths.runs, order.jobId).log, 'utf8'),
    record: () => read(paths.refreshRecord),
    asideCount: async () => (await readdir(paths.setAside).catch(() => [])).length,
    untilLogged: async (job, text) =>
      void (await eventually(async () => (await box.log(job)).includes(text), {
        what: `"${text}" in the log`,
        timeoutMs: 20_000,
      })),
    [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose](),
  };
  return box;
}
