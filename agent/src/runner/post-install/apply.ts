import type { ActionParameters } from '@suivi/shared';
import type { ActionContext, ActionEnd } from '../actions/action.ts';
import { failed } from '../actions/end.ts';
import { enterPhase, say } from '../log.ts';
import { execute } from './execute.ts';
import { makePostInstallPlan, type PostInstallPlan } from './plan.ts';
import { readPlan, writePlan } from './plan-file.ts';
import { noteLook, writeApplied } from './record.ts';
import { readWanted, type Wanted } from './wanted.ts';
import { describePlan, describeSetting } from './words.ts';

/**
 * Brings the machine to what its profiles say: looks, checks that this is what was approved, keeps the plan, does it step by
 * step, and looks again. A runner that goes on with it does what the kept plan says: everything in it may be done again.
 */
export async function performApply(context: ActionContext): Promise<ActionEnd> {
  const { run } = context;
  const wanted = await readWanted(context);
  if ('end' in wanted) return wanted.end;
  const kept = await readPlan(run);
  const plan = kept ?? (await makePostInstallPlan(context, wanted));
  if (!kept) {
    await enterPhase(run, 'preflight');
    await say(run, ...describePlan(plan));
    const refusal = refusalOf(context, plan);
    if (refusal) {
      await say(run, refusal.errorMessage ?? '');
      return { ...refusal, postInstall: plan.outcome };
    }
    await writePlan(run, plan);
  }
  const done = await execute(context, plan);
  await enterPhase(run, 'check');
  const after = await context.postInstall.look(wanted.settings, wanted.kinds);
  const ended = { ...plan, outcome: { ...plan.outcome, after: [...after.settings] } };
  return done.status === 'error'
    ? { ...done, postInstall: ended.outcome }
    : conclude(context, wanted, ended, done);
}

/** Why a plan may not be carried out; null when it may. Nothing has been changed by then. */
function refusalOf({ order }: ActionContext, plan: PostInstallPlan): ActionEnd | null {
  const { blockers, lockout, outcome, packages, operations, interrupted } = plan;
  if (interrupted) return interrupted;
  if (blockers.length > 0) return failed('post_install_failed', `${blockers.join(' ')} Nothing was changed.`);
  const { force = false } = order.parameters as ActionParameters<'post_install_apply'>;
  if (lockout !== null && !force) return failed('lockout_refused', `${lockout} Nothing was changed.`);
  if (order.planHash !== null)
    return order.planHash === outcome.planHash
      ? null
      : failed(
          'plan_changed',
          'What is to be done is not what was approved any more. Nothing was changed. Look at the new dry run and approve it.',
        );
  const named = operations.flatMap((one) => (one.do === 'packages' ? one.absent : []));
  const others = packages.filter(
    ({ operation, name }) => /^(remove|purge)$/.test(operation) && !named.includes(name),
  );
  return others.length === 0
    ? null
    : failed(
        'removals_refused',
        `apt would also remove ${others.map(({ name }) => name).join(', ')}, which no profile says. Nothing was changed. Approve a dry run instead.`,
      );
}

/** What is still not as wanted did not take effect. What went well is what drift is measured by. */
async function conclude(
  context: ActionContext,
  wanted: Wanted,
  { outcome }: PostInstallPlan,
  done: ActionEnd,
): Promise<ActionEnd> {
  const { run, runner, order, now } = context;
  const at = now().toISOString();
  const { profiles, settings } = wanted;
  const after = outcome.after ?? [];
  const failing = after.filter(({ state }) => state === 'differs');
  if (failing.length > 0) {
    const which = failing.map(describeSetting).join('; ');
    await say(run, `Not as wanted after the application: ${which}`);
    const sentence = `Not everything took effect: ${which}. Look at what else sets it on the machine, then apply again.`;
    return { ...done, ...failed('post_install_failed', sentence), postInstall: outcome };
  }
  await writeApplied(runner.applied, {
    at,
    jobId: order.jobId,
    profiles: [...profiles],
    settings: [...settings],
  });
  await noteLook(runner, after, at);
  const sentence =
    outcome.operations === 0 ? 'There was nothing to do.' : 'Everything is as the profiles say.';
  await say(run, sentence);
  return { ...done, postInstall: outcome };
}
