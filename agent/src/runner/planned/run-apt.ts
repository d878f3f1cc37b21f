import { lockShutdown } from '../../host/shutdown-lock.ts';
import type { ActionContext } from '../actions/action.ts';
import { runLogged } from '../log.ts';
import { untilStepGone } from '../step.ts';
import { aptCommand } from './command.ts';
import type { Prepared } from './plan-file.ts';

/** The step of a run in which apt works. */
export const APT_STEP = 'apt';

/** How apt ended, and what it said. */
export interface AptRun {
  readonly exitCode: number | null;
  readonly log: string;
  /** What was said before apt was started, by another step of the run. */
  readonly earlier?: string;
}

/** Runs apt, or waits for it where an earlier runner started it. When apt-get is killed, dpkg goes on: it is waited for. */
export async function runApt(context: ActionContext, prepared: Prepared): Promise<AptRun> {
  const { run, env, policy, lockWaitMs, order } = context;
  const command = aptCommand(prepared, { policy, lockWaitMs, jobId: order.jobId });
  const step = { name: APT_STEP, command, env, progress: true };
  const unlock = context.systemd.isRunning() ? lockShutdown('dpkg is changing packages.') : () => {};
  try {
    const { end } = await runLogged(run, step);
    await untilStepGone(run.directory, APT_STEP);
    const { text } = await runLogged(run, step);
    return { exitCode: end.exitCode, log: text };
  } finally {
    unlock();
  }
}
