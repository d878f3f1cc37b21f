import type { RunPaths } from '../../domain/run-files.ts';
import { lockShutdown } from '../../host/shutdown-lock.ts';
import type { ActionContext } from '../actions/action.ts';
import { runLogged } from '../log.ts';
import { revokeStep, untilStepGone } from '../step.ts';
import { aptCommand } from './command.ts';
import { type Prepared, readPrepared } from './plan-file.ts';

/** How apt ended, and what it said. */
export interface AptRun {
  readonly exitCode: number | null;
  readonly log: string;
  /** What was said before apt was started, by another step of the run. */
  readonly earlier?: string;
}

/**
 * What an earlier runner has started apt with; else the name of the step in which apt is to work. Where a runner was killed
 * right before it, what it had prepared is revoked: by now it may be wrong.
 */
export async function findStarted(
  run: RunPaths,
): Promise<{ started: Prepared; step?: never } | { started: null; step: string }> {
  const earlier = await readPrepared(run);
  if (!earlier) return { started: null, step: 'apt-1' };
  if (!(await revokeStep(run.directory, earlier.step))) return { started: earlier };
  return { started: null, step: `apt-${Number(earlier.step.slice('apt-'.length)) + 1}` };
}

/** Runs apt, or waits for it where an earlier runner started it. When apt-get is killed, dpkg goes on: it is waited for. */
export async function runApt(context: ActionContext, prepared: Prepared): Promise<AptRun> {
  const { run, env, policy, lockWaitMs, order } = context;
  const command = aptCommand(prepared, { policy, lockWaitMs, jobId: order.jobId });
  const step = { name: prepared.step, command, env, progress: true };
  const unlock = context.systemd.isRunning() ? lockShutdown('dpkg is changing packages.') : () => {};
  try {
    const { end } = await runLogged(run, step);
    await untilStepGone(run.directory, prepared.step);
    const { text } = await runLogged(run, step);
    return { exitCode: end.exitCode, log: text };
  } finally {
    unlock();
  }
}
