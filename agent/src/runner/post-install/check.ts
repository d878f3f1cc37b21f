import type { ActionContext, ActionEnd } from '../actions/action.ts';
import { failed, succeeded } from '../actions/end.ts';
import { enterPhase, say } from '../log.ts';
import { makePostInstallPlan, type PostInstallPlan } from './plan.ts';
import { noteLook } from './record.ts';
import { readWanted } from './wanted.ts';
import { describePlan } from './words.ts';

/** The dry run: says what is between the machine and its profiles, and changes nothing. */
export async function performCheck(context: ActionContext): Promise<ActionEnd> {
  const { run, runner, now } = context;
  const wanted = await readWanted(context);
  if ('end' in wanted) return wanted.end;
  await enterPhase(run, 'check');
  const plan = await makePostInstallPlan(context, wanted);
  await say(run, ...describePlan(plan));
  await noteLook(runner, plan.outcome.settings, now().toISOString());
  return endOf(plan);
}

function endOf({ outcome, blockers, interrupted }: PostInstallPlan): ActionEnd {
  if (interrupted) return { ...interrupted, postInstall: outcome };
  if (blockers.length > 0)
    return { ...failed('post_install_failed', blockers.join(' ')), postInstall: outcome };
  return { ...succeeded(null), postInstall: outcome };
}
