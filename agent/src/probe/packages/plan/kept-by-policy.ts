import type { PlanStep } from '@suivi/shared';
import { excludedSteps } from '../excluded.ts';
import { planSteps } from '../plan-steps.ts';
import type { PackagesReader } from '../read.ts';
import type { PlannableAction } from './command.ts';
import { describeSteps } from './describe.ts';
import type { Proposal } from './proposal.ts';

/** The steps with excluded packages that the action would take without the exclusion; `bare` reads apt without it. */
export async function keptByPolicy(
  bare: PackagesReader,
  { args, index, names, native }: Proposal,
  action: PlannableAction,
): Promise<PlanStep[]> {
  const security = action === 'apt_security_upgrade';
  const { value, exitCode } = await bare.simulate(security ? ['dist-upgrade'] : args);
  if (exitCode !== 0) return [];
  const kept = excludedSteps(planSteps(value, index, native), names);
  if (!security) return kept;
  const described = await describeSteps(bare, kept, index);
  return described.filter(({ change }) => change.security === 'yes').map(({ change }) => change);
}
