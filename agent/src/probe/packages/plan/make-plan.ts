import { isPlanned, type PackageVersion, planHash } from '@suivi/shared';
import { noPlan, type PlanProblem, tellable } from '../../../domain/no-plan.ts';
import type { PackagesWish, Planned, PlanWish } from '../../../domain/ports.ts';
import { exclusionOptions, malformedExclusion } from '../excluded.ts';
import type { AptLayout } from '../layout.ts';
import { InstalledIndex, type InstalledPackage } from '../parse-installed.ts';
import type { Fetch } from '../parse-uris.ts';
import { planSteps } from '../plan-steps.ts';
import { PackagesReader } from '../read.ts';
import { readLayout } from '../read-layout.ts';
import { collectChangelogs } from './changelogs/collect.ts';
import { isLaterByDpkg } from './changelogs/is-later.ts';
import {
  aptArguments,
  isUpgrade,
  type PlannableAction,
  packagesArguments,
  selectedPackages,
  wantedPackages,
} from './command.ts';
import { type DescribedStep, describeSteps } from './describe.ts';
import { keptByPolicy } from './kept-by-policy.ts';
import { excludedPackages, leftPackages } from './left.ts';
import { objection, simulationProblem } from './objections.ts';
import type { PlannerOptions } from './options.ts';
import { bytesToFetch, diskChange } from './sizes.ts';
import { type Survey, surveyPackages } from './survey.ts';

/** What an action would do now, and the command that does exactly that. Never throws for what apt cannot do. */
export async function makePlan(options: PlannerOptions, wish: PlanWish): Promise<Planned> {
  const { action } = wish;
  if (!isPlanned(action)) {
    const message = `${action} changes no packages by a plan of apt's, so there is nothing to plan.`;
    return refused(wish, { code: 'no_plan', message });
  }
  return planFor(options, wish, action);
}

/** What apt would do so that packages are there, or are not. Never throws for what apt cannot do. */
export const makePackagesPlan = (
  options: PlannerOptions,
  { present, absent }: PackagesWish,
): Promise<Planned> => {
  const action = 'post_install_apply';
  return planFor(options, { action, parameters: { present, absent } }, action);
};

async function planFor(options: PlannerOptions, wish: PlanWish, action: PlannableAction): Promise<Planned> {
  const names = [...new Set(await options.excluded())];
  const malformed = malformedExclusion(names);
  if (malformed) return refused(wish, malformed);
  const found = await readLayout(options.env);
  if ('problem' in found) return refused(wish, found.problem);
  const { layout } = found;
  const bare = new PackagesReader(options.env, options.cacheDir);
  await bare.prepareCache();
  const { value: installed } = await bare.installed(layout);
  const preferences = await exclusionOptions(names, installed, layout, options.workDir);
  const reader = new PackagesReader(options.env, options.cacheDir, preferences);
  return planWith({ env: options.env, bare, reader, layout, installed, names, preferences }, wish, action);
}

interface Tools {
  readonly env: NodeJS.ProcessEnv;
  /** apt as the machine is configured. */
  readonly bare: PackagesReader;
  /** apt that keeps excluded packages as they are. */
  readonly reader: PackagesReader;
  readonly layout: AptLayout;
  readonly installed: readonly InstalledPackage[];
  /** The excluded packages. */
  readonly names: readonly string[];
  readonly preferences: readonly string[];
}

async function planWith(tools: Tools, wish: PlanWish, action: PlannableAction): Promise<Planned> {
  const { bare, reader, layout, names, preferences } = tools;
  const survey = isUpgrade(action) ? await surveyPackages(reader, layout) : null;
  if (survey && 'problem' in survey) {
    await reader.dropCache();
    return refused(wish, survey.problem);
  }
  const index = new InstalledIndex(tools.installed, layout.architecture);
  const args =
    action === 'post_install_apply'
      ? packagesArguments(wantedPackages(wish))
      : aptArguments(action, targets(wish, survey));
  const simulated = await reader.simulate(args);
  if (simulated.exitCode !== 0) {
    await reader.dropCache();
    return refused(wish, simulationProblem(simulated, survey !== null));
  }
  const steps = planSteps(simulated.value, index, layout.architecture);
  const described = await describeSteps(reader, steps, index);
  const proposal = { args, steps, index, names, native: layout.architecture };
  const kept = names.length > 0 ? await keptByPolicy(bare, proposal, action) : [];
  const problem = await objection(reader, proposal, wish);
  const fetches = problem ? null : await reader.uris(args);
  const plan = {
    action,
    checkedAt: new Date().toISOString(),
    planHash: problem ? null : planHash(steps),
    steps: described.map(({ change }) => change),
    left: [
      ...(survey && isPlanned(action)
        ? leftPackages(action, withoutNames(survey.pending, names), steps)
        : []),
      ...excludedPackages(kept),
    ],
    excluded: [...new Set(kept.map(({ name }) => name))].sort(),
    downloadBytes: fetches && bytesToFetch(fetches),
    diskBytes: problem ? null : diskChange(described),
    ...(wish.changelogs && {
      changelogs: await changelogs(tools, described, fetches?.value ?? []),
    }),
    ...(problem && { problem: tellable(problem) }),
  };
  return { plan, command: problem ? null : ['apt-get', ...preferences, ...args] };
}

const refused = ({ action }: PlanWish, problem: PlanProblem): Planned => ({
  plan: noPlan(action, problem),
  command: null,
});

/** The packages that the command names, with their versions. */
function targets(wish: PlanWish, survey: Survey | null): readonly PackageVersion[] {
  if (wish.action === 'apt_upgrade_selected') return selectedPackages(wish);
  if (wish.action !== 'apt_security_upgrade' || !survey) return [];
  return survey.pending
    .filter(({ status, security }) => status === 'upgradable' && security === 'yes')
    .map(({ name, arch, candidateVersion }) => ({ name, arch, version: candidateVersion }));
}

const withoutNames = <E extends { readonly name: string }>(entries: readonly E[], names: readonly string[]) =>
  entries.filter(({ name }) => !names.includes(name));

async function changelogs(
  { reader, layout, env }: Tools,
  steps: readonly DescribedStep[],
  fetches: readonly Fetch[],
) {
  const { archives } = layout;
  return collectChangelogs(steps, { reader, env, fetches, archives, isLater: isLaterByDpkg(env) });
}
