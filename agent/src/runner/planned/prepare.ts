import type { ActionPlan, PlanDifference } from '@suivi/shared';
import type { ActionContext, ActionEnd } from '../actions/action.ts';
import { failed, succeeded } from '../actions/end.ts';
import { say } from '../log.ts';
import { readPackages } from '../outcome/packages.ts';
import type { Places } from '../places.ts';
import { diskRefusal } from '../preflight/disk.ts';
import { planRefusal } from './check-plan.ts';
import { type Prepared, planSteps, writeBefore, writePrepared } from './plan-file.ts';
import { describeDifference, describeStep } from './words.ts';

/** Plans anew, without refreshing, and checks the plan, which apt is to carry out in this step of the run; what is to be run, durable, or how the action ends here. */
export async function prepare(
  context: ActionContext,
  places: Places,
  step: string,
): Promise<{ prepared: Prepared } | { end: ActionEnd }> {
  const { order, planner, run } = context;
  const { action, parameters } = order;
  const { plan, command } = await planner.plan({ action, parameters });
  await tellPlan(context, plan);
  const refusal = planRefusal(order, plan);
  if (refusal) {
    await tellRefusal(context, refusal);
    return { end: refusal };
  }
  const steps = planSteps(plan);
  if (steps.length === 0 || command === null) return { end: await nothingToDo(context, plan) };
  const full = await diskRefusal(plan, places);
  if (full) return { end: { ...full, plan: steps } };
  const prepared = { plan: steps, command, step };
  await writePrepared(run, prepared);
  return { prepared };
}

/** Keeps the state of all packages; how the action ends when it cannot be read, else null. */
export async function noteBefore({ env, run }: ActionContext, places: Places): Promise<ActionEnd | null> {
  const read = await readPackages(env, places);
  if ('problem' in read)
    return failed(
      'dpkg_failed',
      `dpkg's database cannot be read: ${read.problem} Restore it from /var/backups/dpkg.status.*, or correct what the message names.`,
    );
  await writeBefore(run, read.packages);
  return null;
}

const tellPlan = ({ run }: ActionContext, { steps, left, excluded }: ActionPlan): Promise<void> =>
  say(
    run,
    `The plan has ${steps.length} steps.`,
    ...steps.map((step) => `  ${describeStep(step)}`),
    ...(left.length > 0 ? ['These are left as they are:'] : []),
    ...left.map(({ name, arch, status, reason }) => `  ${name} ${arch}: ${reason ?? status}`),
    ...(excluded.length > 0 ? [`Excluded by the policy of this machine: ${excluded.join(', ')}.`] : []),
  );

async function tellRefusal(
  { run }: ActionContext,
  { errorMessage, planDifference }: ActionEnd,
): Promise<void> {
  const difference: PlanDifference = planDifference ?? { missing: [], extra: [] };
  await say(run, errorMessage ?? '', ...describeDifference(difference));
}

async function nothingToDo({ run }: ActionContext, { left, excluded }: ActionPlan): Promise<ActionEnd> {
  const kept = left.length + excluded.length > 0 ? ' What is pending is left as it is: see the plan.' : '';
  const sentence = `There is nothing to do.${kept}`;
  await say(run, sentence);
  return { ...succeeded(null, [sentence]), plan: [], changes: [] };
}
