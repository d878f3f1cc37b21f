import type { PlannedChange } from '@suivi/shared';

const GROUPS = ['security', 'upgrade', 'install', 'downgrade', 'remove', 'purge'] as const;
type PlanGroup = (typeof GROUPS)[number];

/** The steps of a plan by what happens, what is for security first; groups without steps are left out. */
export function groupSteps(
  steps: readonly PlannedChange[],
): (readonly [PlanGroup, readonly PlannedChange[]])[] {
  const groupOf = ({ operation, security }: PlannedChange): PlanGroup =>
    operation === 'upgrade' && security === 'yes' ? 'security' : operation;
  return GROUPS.map((group) => [group, steps.filter((step) => groupOf(step) === group)] as const).filter(
    ([, members]) => members.length > 0,
  );
}
