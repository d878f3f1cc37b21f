import type { ActionContext, ActionEnd } from '../actions/action.ts';
import { failed } from '../actions/end.ts';
import { awaitDpkg } from '../locks/dpkg-lock.ts';
import { enterPhase, runLogged } from '../log.ts';
import { type Places, readPlaces } from '../places.ts';
import { hasBegun, untilStepGone } from '../step.ts';
import { conffileForces } from './command.ts';
import { conclude } from './conclude.ts';
import { parametersFault } from './parameters.ts';
import { noteBefore, prepare } from './prepare.ts';
import { type AptRun, findStarted, runApt } from './run-apt.ts';

const CONFIGURE_STEP = 'configure';

/** Configures what is half done; then plans what sets the dependencies right, by the same rules as any other plan. */
export async function performRepair(context: ActionContext): Promise<ActionEnd> {
  const fault = parametersFault(context.order);
  if (fault !== null) return failed('job_invalid', fault);
  const places = await readPlaces(context.env);
  const refusal = await preflight(context, places);
  if (refusal) return refusal;
  const configured = await configure(context);
  const ready = await proceed(context, places);
  if ('prepared' in ready) {
    const apt = await runApt(context, ready.prepared);
    return conclude(context, places, ready.prepared, { ...apt, earlier: configured.log });
  }
  const end = await conclude(context, places, { plan: [] }, configured);
  return ready.end.status === 'error' ? { ...end, ...ready.end } : end;
}

async function preflight(context: ActionContext, places: Places): Promise<ActionEnd | null> {
  if (await hasBegun(context.run.directory, CONFIGURE_STEP)) return null;
  return (await awaitDpkg(context, places)) ?? noteBefore(context, places);
}

async function configure({ run, env, policy }: ActionContext): Promise<AptRun> {
  await enterPhase(run, 'configure');
  const command = ['dpkg', ...conffileForces(policy), '--configure', '-a'];
  const { end, text } = await runLogged(run, { name: CONFIGURE_STEP, command, env });
  await untilStepGone(run.directory, CONFIGURE_STEP);
  return { exitCode: end.exitCode, log: text };
}

async function proceed(context: ActionContext, places: Places) {
  const { started, step } = await findStarted(context.run);
  return started ? { prepared: started } : prepare(context, places, step);
}
