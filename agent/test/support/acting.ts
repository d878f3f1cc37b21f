import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActionPlan, Job, JobOrder } from '@suivi/shared';
import { eventually, type SandboxRoot } from '@suivi/testkit';
import type { RunEnd } from '../../src/domain/run-files.ts';
import type { RunnerBox } from './runner.ts';
import { machineParts } from './runner-parts.ts';

type Wish = Pick<JobOrder, 'action'> & Partial<JobOrder>;

/** Real apt on a loaded machine takes its time. */
export const PATIENCE_MS = 180_000;

/** Lets the runner carry out one order on a root, and gives what it came to. */
export async function act(
  box: RunnerBox,
  root: SandboxRoot,
  wish: Wish,
  lockWaitMs?: number,
): Promise<RunEnd> {
  const begun = await begin(box, root, wish, lockWaitMs);
  await begun.ended;
  return box.end(begun.job);
}

/** Lets the runner begin with one order; `ended` is the runner. */
export async function begin(
  box: RunnerBox,
  root: SandboxRoot,
  wish: Wish,
  lockWaitMs?: number,
): Promise<{ job: Job; ended: Promise<void> }> {
  const job = box.collector.sign(wish);
  await box.enqueue(job);
  return { job, ended: box.run(root.env, lockWaitMs) };
}

/** What an action would do now, as a collector would have shown it before the approval. */
export async function planOf(box: RunnerBox, root: SandboxRoot, wish: Wish): Promise<ActionPlan> {
  const { planner } = machineParts(box.directory, box.policy, root.env);
  return (await planner.plan({ action: wish.action, parameters: wish.parameters ?? {} })).plan;
}

/** The parameters and hash that approve a plan step by step. */
export function approval({ planHash, steps }: ActionPlan): Pick<JobOrder, 'planHash' | 'parameters'> {
  const plan = steps.map(({ operation, name, arch, from, to }) => ({ operation, name, arch, from, to }));
  return { planHash, parameters: { plan } };
}

/** The process that leads a step's own group, once it has begun. */
export const leaderOf = (box: RunnerBox, { order }: Job, step = 'apt-1'): Promise<number> =>
  eventually(
    async () => {
      const path = join(box.paths.runs, order.jobId, `${step}.pid`);
      return Number((await readFile(path, 'utf8')).split(' ')[1]);
    },
    { what: `the step ${step}`, timeoutMs: 60_000 },
  );

/** The apt-get of a run. */
export async function aptOf(box: RunnerBox, root: SandboxRoot, job: Job): Promise<number> {
  const leader = await leaderOf(box, job);
  const { stdout } = await root.run('pgrep', ['-s', String(leader), '-x', 'apt-get']);
  return Number(stdout.split('\n')[0]);
}
