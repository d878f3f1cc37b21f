import { type AptAnalysis, type PendingPackage, type PlanStep, planHash } from '@suivi/shared';
import { type Answers, askApt } from './ask.ts';
import {
  type Exclusions,
  excludedSteps,
  exclusionOptions,
  malformedExclusion,
  packageNames,
} from './excluded.ts';
import { explainKeptBack } from './kept-back.ts';
import type { AptLayout } from './layout.ts';
import type { Simulation } from './parse-plan.ts';
import { pendingPackages } from './pending.ts';
import { plannedAdditions, plannedRemovals, planSteps } from './plan-steps.ts';
import { aptProblem, malformedFiles, unreadableFiles } from './problems.ts';
import { PackagesReader } from './read.ts';
import { readDpkgHealth } from './read-dpkg.ts';
import { readLayout } from './read-layout.ts';
import { readReboot } from './reboot.ts';
import { describeSources } from './sources.ts';
import { unanswered } from './unanswered.ts';

export interface AnalysisOptions {
  /** Our own environment: APT_CONFIG, DPKG_ROOT and the like are honoured. */
  readonly env: NodeJS.ProcessEnv;
  /** A folder of ours for apt's package cache (about 70 MB on a Debian machine). */
  readonly cacheDir: string;
  /** The runner's record of refreshes, see domain/refresh-record.ts. */
  readonly refreshRecord?: string;
  /** What the machine's policy excludes; nothing when left out. */
  readonly exclusions?: Exclusions;
  /** Where everything is, when it is known already. */
  readonly layout?: AptLayout;
  /** The clock (milliseconds since 1970) against which the lists' dates are judged. */
  readonly now?: () => number;
}

/** The complete analysis of apt's state, without privilege. Never throws for what apt cannot do: see `problem`. */
export async function analysePackages(options: AnalysisOptions): Promise<AptAnalysis> {
  const found = options.layout ? { layout: options.layout } : await readLayout(options.env);
  if ('problem' in found) return unanswered(found.problem);
  const { layout } = found;
  const names = (await options.exclusions?.names()) ?? [];
  const excluded = packageNames(names);
  const reader = await openReader(options, layout, excluded);
  const answers = await askApt(reader, layout, { refreshRecord: options.refreshRecord, excluded });
  const { plan, installed, index, audit } = answers;
  const problem = plan.exitCode === 0 ? null : aptProblem(plan, unmetSentences(plan.value));
  if (problem) await reader.dropCache();
  const simulation = problem ? null : plan.value;
  const [packages, dpkg, reboot] = await Promise.all([
    waitingPackages(reader, answers, simulation, layout, problem?.message ?? null),
    readDpkgHealth(layout, audit),
    readReboot(layout, installed),
  ]);
  const upgradable = packages.filter(({ status }) => status === 'upgradable');
  const steps = simulation && planSteps(simulation, index, layout.architecture);
  return {
    enabled: true,
    count: upgradable.length,
    securityCount: upgradable.filter(({ security }) => security === 'yes').length,
    rebootRequired: reboot.required,
    packages,
    newPackages: plannedAdditions(steps ?? []),
    removals: plannedRemovals(steps ?? []),
    autoremovable: simulation?.head.autoremovable ?? [],
    held: installed.filter(({ held }) => held).map((entry) => index.nameFor(entry)),
    sources: sourcesOf(answers, layout, options.now?.() ?? Date.now()),
    dpkg,
    reboot,
    plan: steps,
    planHash: steps && !isRefused(steps, names) ? planHash(steps) : null,
    ...(problem && { problem }),
  };
}

/** Whether the policy refuses a plan, as the planner would say. */
const isRefused = (steps: readonly PlanStep[], names: readonly string[]): boolean =>
  malformedExclusion(names) !== null || excludedSteps(steps, names).length > 0;

/** A reader of apt that keeps excluded packages as they are, as the planner's does, so that both come to the same plan. */
async function openReader(
  { env, cacheDir }: AnalysisOptions,
  layout: AptLayout,
  excluded: readonly string[],
): Promise<PackagesReader> {
  const reader = new PackagesReader(env, cacheDir);
  await reader.prepareCache();
  if (excluded.length === 0) return reader;
  const { value: installed } = await reader.installed(layout);
  return new PackagesReader(env, cacheDir, await exclusionOptions(excluded, installed, layout, cacheDir));
}

/** Every pending package with what a full upgrade does with it. `plan` is null, with the reason in `problem`, when apt could make none. */
export async function waitingPackages(
  reader: PackagesReader,
  answers: Pick<Answers, 'details' | 'index' | 'excluded' | 'withoutRemovals'>,
  plan: Simulation | null,
  { defaultRelease }: Pick<AptLayout, 'defaultRelease'>,
  problem: string | null,
): Promise<PendingPackage[]> {
  const { details, index, excluded } = answers;
  const keptBack = plan ? await explainKeptBack(reader, plan.head, index, details) : new Map();
  const withoutRemovals = plan && answers.withoutRemovals;
  return pendingPackages({
    plan,
    installed: index,
    details,
    excluded,
    keptBack,
    withoutRemovals,
    defaultRelease,
    problem,
  });
}

function sourcesOf(
  { sources, plan, record, successStamp }: Answers,
  { checkValidUntil }: AptLayout,
  now: number,
) {
  const brokenFiles = new Map(
    [sources, plan].flatMap(({ stderr }) => [...unreadableFiles(stderr), ...malformedFiles(stderr)]),
  );
  return describeSources({ ...sources, brokenFiles, record, successStamp, checkValidUntil, now });
}

/** The sentences of apt about dependencies that nothing meets. */
export const unmetSentences = ({ unmet }: Simulation): string[] =>
  [...unmet].map(([name, sentence]) => `${name}: ${sentence}.`);
