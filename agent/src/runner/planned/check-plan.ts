import { type ActionPlan, type JobOrder, planDifference } from '@suivi/shared';
import type { ActionEnd } from '../actions/action.ts';
import { failed } from '../actions/end.ts';
import { allowsRemovals, approvedSteps } from './parameters.ts';
import { planSteps } from './plan-file.ts';
import { isRemoval, listNames } from './words.ts';

/** How a job ends whose plan may not be run: apt can make none, it is not the approved one, or it removes. Null when it may. */
export function planRefusal({ parameters, planHash }: JobOrder, plan: ActionPlan): ActionEnd | null {
  if (plan.problem || plan.planHash === null) return noPlan(plan);
  const steps = planSteps(plan);
  if (planHash === null) {
    const removed = steps.filter(isRemoval).map(({ name }) => name);
    if (removed.length === 0 || allowsRemovals(parameters)) return null;
    const sentence = `The plan would remove ${listNames(removed)}, which nobody has allowed. Look at the plan and approve it, or allow removals.`;
    return failed('removals_refused', sentence, { plan: steps });
  }
  if (plan.planHash === planHash) return null;
  const approved = approvedSteps(parameters);
  if (!approved)
    return failed('plan_changed', `The plan is not the approved one any more. ${LOOK}`, { plan: steps });
  const difference = planDifference(approved, steps);
  const { missing, extra } = difference;
  const changed = [...new Set([...missing, ...extra].map(({ name }) => name))];
  const sentence = `The plan is not the approved one any more: it differs in ${listNames(changed)}. ${LOOK}`;
  return failed('plan_changed', sentence, { plan: steps, planDifference: difference });
}

const LOOK = 'Nothing was changed. Look at the new plan and approve it.';

/** The planner's codes that are error kinds themselves. */
const KINDS = ['unmet_dependencies', 'sources_malformed', 'policy_refused'] as const;

function noPlan({ problem }: ActionPlan): ActionEnd {
  const kind = KINDS.find((known) => known === problem?.code) ?? 'plan_impossible';
  const next = kind === 'unmet_dependencies' ? ' The action apt_repair does that.' : '';
  return failed(kind, `${problem?.message ?? 'apt could make no plan.'}${next}`);
}
