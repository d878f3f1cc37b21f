import type { Action, ActionPlan } from '@suivi/shared';

/** Why there is no plan: a code for programs, and for people a sentence and the next step. */
export type PlanProblem = NonNullable<ActionPlan['problem']>;

const MAX_MESSAGE = 4000;

/** The plan of an action for which there is none, with the reason. */
export const noPlan = (action: Action, { code, message }: PlanProblem): ActionPlan => ({
  action,
  checkedAt: new Date().toISOString(),
  planHash: null,
  steps: [],
  left: [],
  excluded: [],
  downloadBytes: null,
  diskBytes: null,
  problem: { code, message: message.slice(0, MAX_MESSAGE) },
});
