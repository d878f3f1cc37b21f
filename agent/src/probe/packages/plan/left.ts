import type { LeftPackage, PendingPackage, PlannedAction, PlanStep } from '@suivi/shared';
import { EXCLUDED_REASON } from '../excluded.ts';

const MAX_REASON = 2000;

/** Pending packages that an action would not touch, each with the reason, sorted as they come. */
export function leftPackages(
  action: PlannedAction,
  pending: readonly PendingPackage[],
  steps: readonly PlanStep[],
): LeftPackage[] {
  const taken = new Set(steps.map(({ name, arch }) => `${name}:${arch}`));
  return pending
    .filter(({ name, arch }) => !taken.has(`${name}:${arch}`))
    .map((entry) => {
      const { name, arch, installedVersion, candidateVersion, status, reason } = entry;
      const why = status === 'upgradable' ? notTaken(action, entry) : reason;
      return {
        name,
        arch,
        installedVersion,
        candidateVersion,
        status,
        reason: why?.slice(0, MAX_REASON) ?? null,
      };
    });
}

/** The excluded packages that the action would have changed. */
export const excludedPackages = (steps: readonly PlanStep[]): LeftPackage[] =>
  steps.flatMap(({ name, arch, from, to }) =>
    from === null || to === null
      ? []
      : [
          {
            name,
            arch,
            installedVersion: from,
            candidateVersion: to,
            status: 'kept_back' as const,
            reason: EXCLUDED_REASON,
          },
        ],
  );

/** Why an action leaves a package that a full upgrade would take. */
function notTaken(action: PlannedAction, { security, reason }: PendingPackage): string {
  if (action === 'apt_upgrade') {
    const needs = reason === null ? '' : ` ${reason}`;
    return `Only a full upgrade takes it.${needs}`;
  }
  if (action === 'apt_upgrade_selected') return 'Not among the selected packages.';
  return security === 'unknown'
    ? 'Its source does not say whether this is a security update, so it is left. Select it, or run an upgrade.'
    : 'Not a security update.';
}
