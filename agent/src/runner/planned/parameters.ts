import { ACTION_PARAMETERS, fits, type JobOrder, type PlanStep, planHash } from '@suivi/shared';

/** What is wrong with the parameters of an order, as a sentence; null when nothing is. */
export function parametersFault({ action, parameters, planHash: hash }: JobOrder): string | null {
  if (!fits(ACTION_PARAMETERS[action], parameters))
    return `The parameters do not fit ${action}. Check that collector and agent are of matching releases.`;
  const approved = approvedSteps(parameters);
  return approved && planHash(approved) !== hash
    ? 'The steps of the approved plan do not have the hash that was approved. Ask for a new plan.'
    : null;
}

/** The approved plan where the order carries it; to be asked after the parameters were found to fit. */
export const approvedSteps = ({ plan }: JobOrder['parameters']): readonly PlanStep[] | null =>
  (plan as readonly PlanStep[] | undefined) ?? null;

/** Whether a plan that nobody has seen may remove packages. */
export const allowsRemovals = ({ allowRemovals }: JobOrder['parameters']): boolean => allowRemovals === true;
