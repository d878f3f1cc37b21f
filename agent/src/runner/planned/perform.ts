import type { ActionContext, ActionEnd } from '../actions/action.ts';
import { failed } from '../actions/end.ts';
import { awaitDpkg } from '../locks/dpkg-lock.ts';
import { enterPhase } from '../log.ts';
import { type Places, readPlaces } from '../places.ts';
import { dpkgRefusal } from '../preflight/dpkg.ts';
import { conclude } from './conclude.ts';
import { parametersFault } from './parameters.ts';
import { noteBefore, prepare } from './prepare.ts';
import { findStarted, runApt } from './run-apt.ts';

/** The one way of every action that runs a plan: parameters, preflight, plan, check, apt, result. */
export async function performPlanned(context: ActionContext): Promise<ActionEnd> {
  const fault = parametersFault(context.order);
  if (fault !== null) return failed('job_invalid', fault);
  const places = await readPlaces(context.env);
  const ready = await begin(context, places);
  if ('end' in ready) return ready.end;
  return conclude(context, places, ready.prepared, await runApt(context, ready.prepared));
}

/** What is to be run: found anew, unless an earlier runner has started apt with it. */
async function begin(context: ActionContext, places: Places) {
  const { started, step } = await findStarted(context.run);
  if (started) return { prepared: started };
  const refusal = (await preflight(context, places)) ?? (await noteBefore(context, places));
  return refusal ? { end: refusal } : prepare(context, places, step);
}

async function preflight(context: ActionContext, places: Places): Promise<ActionEnd | null> {
  const locked = await awaitDpkg(context, places);
  if (locked) return locked;
  await enterPhase(context.run, 'preflight');
  return dpkgRefusal(context);
}
