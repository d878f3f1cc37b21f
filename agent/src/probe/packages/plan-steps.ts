import type { PlannedPackage, PlanStep } from '@suivi/shared';
import type { InstalledIndex } from './parse-installed.ts';
import type { SimulatedStep, Simulation } from './parse-plan.ts';

/** The plan of a simulation. An architecture that apt does not print (removals) is looked up among the installed packages. */
export function planSteps(
  { head, steps }: Simulation,
  installed: InstalledIndex,
  native: string,
): PlanStep[] {
  const downgraded = new Set(head.downgraded);
  return steps.map((step) => ({
    operation: operationOf(step, downgraded),
    name: step.name.replace(/:.*$/, ''),
    arch: step.arch ?? installed.get(step.name)?.arch ?? native,
    from: step.from,
    to: step.to,
  }));
}

function operationOf(step: SimulatedStep, downgraded: ReadonlySet<string>): PlanStep['operation'] {
  if (step.kind === 'Remv') return 'remove';
  if (step.kind === 'Purg') return 'purge';
  if (step.from === null) return 'install';
  return downgraded.has(step.name) ? 'downgrade' : 'upgrade';
}

/** The packages that a plan adds, with the version that comes. */
export const plannedAdditions = (plan: readonly PlanStep[]): PlannedPackage[] =>
  plan.flatMap(({ operation, name, arch, to }) =>
    operation === 'install' && to ? [{ name, arch, version: to }] : [],
  );

/** The packages that a plan removes, with the version that goes. */
export const plannedRemovals = (plan: readonly PlanStep[]): PlannedPackage[] =>
  plan.flatMap(({ operation, name, arch, from }) =>
    operation === 'remove' || operation === 'purge' ? [{ name, arch, version: from ?? '' }] : [],
  );
