import type { Action, ActionPlan } from '@suivi/shared';
import { redact } from './redact.ts';

/** Why there is no plan: a code for programs, and for people a sentence and the next step. */
export type PlanProblem = NonNullable<ActionPlan['problem']>;

const MAX_MESSAGE = 4000;

/** A problem as it may travel: apt's words can name a source with its password, or thousands of packages. */
export const tellable = ({ code, message }: PlanProblem): PlanProblem => ({
  code,
  message: redact(message).slice(0, MAX_MESSAGE),
});

/** The plan of an action for which there is none, with the reason. */
export const noPlan = (action: Action, problem: PlanProblem): ActionPlan => ({
  action,
  checkedAt: new Date().toISOString(),
  planHash: null,
  steps: [],
  left: [],
  excluded: [],
  downloadBytes: null,
  diskBytes: null,
  problem: tellable(problem),
});
