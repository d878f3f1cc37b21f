import type { PendingPackage } from '@suivi/shared';
import { unmetSentences, waitingPackages } from '../analyse.ts';
import { askApt } from '../ask.ts';
import type { AptLayout } from '../layout.ts';
import type { Simulation } from '../parse-plan.ts';
import { type AptProblem, aptProblem } from '../problems.ts';
import type { PackagesReader } from '../read.ts';

/** What a full upgrade would do, and all pending packages. */
export interface Survey {
  readonly full: Simulation;
  readonly pending: readonly PendingPackage[];
}

/** Asks apt what an analysis asks, through a reader that may have other preferences; or why apt can make no plan at all. */
export async function surveyPackages(
  reader: PackagesReader,
  layout: AptLayout,
): Promise<Survey | { problem: AptProblem }> {
  const answers = await askApt(reader, layout, {});
  const { plan } = answers;
  if (plan.exitCode !== 0) return { problem: aptProblem(plan, unmetSentences(plan.value)) };
  return { full: plan.value, pending: await waitingPackages(reader, answers, plan.value, layout, null) };
}
