import type { PlannedAction } from '@suivi/shared';

/** What a page of a plan is about, as its address says it. */
export interface PlanSearch {
  readonly action?: PlanAction;
  /** The selected packages, as `name:arch=version`. */
  readonly packages?: string;
  readonly changelogs?: true;
}

/** The plans that the page offers. */
export const PLAN_ACTIONS = [
  'apt_full_upgrade',
  'apt_upgrade',
  'apt_security_upgrade',
  'apt_autoremove',
  'apt_upgrade_selected',
  'apt_repair',
] as const satisfies readonly PlannedAction[];
type PlanAction = (typeof PLAN_ACTIONS)[number];

/** Reads an address: what it does not understand is left out. */
export function readPlanSearch(raw: Record<string, unknown>): PlanSearch {
  const action = PLAN_ACTIONS.find((each) => each === raw['action']);
  const { packages } = raw;
  return {
    ...(action && { action }),
    ...(typeof packages === 'string' && packages !== '' && { packages }),
    ...(raw['changelogs'] === true && { changelogs: true as const }),
  };
}
