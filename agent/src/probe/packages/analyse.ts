import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { type AptAnalysis, planHash } from '@suivi/shared';
import { readDetails } from './details.ts';
import { explainKeptBack } from './kept-back.ts';
import { type AptLayout, layoutFrom } from './layout.ts';
import { InstalledIndex } from './parse-installed.ts';
import type { PlanHead, Simulation } from './parse-plan.ts';
import type { SourceTarget } from './parse-targets.ts';
import { pendingPackages } from './pending.ts';
import { plannedAdditions, plannedRemovals, planSteps } from './plan-steps.ts';
import { type AptProblem, aptProblem, malformedFiles, unreadableFiles } from './problems.ts';
import { PackagesReader, readConfig } from './read.ts';
import { readDpkgHealth } from './read-dpkg.ts';
import { readLists, readRefreshRecord, readStanzas, readSuccessStamp } from './read-sources.ts';
import { readReboot } from './reboot.ts';
import { describeSources, type ListEvidence } from './sources.ts';

export interface AnalysisOptions {
  /** Our own environment: APT_CONFIG, DPKG_ROOT and the like are honoured. */
  readonly env: NodeJS.ProcessEnv;
  /** A folder of ours for apt's package cache (about 70 MB on a Debian machine). */
  readonly cacheDir: string;
  /** The runner's record of refreshes, see domain/refresh-record.ts. */
  readonly refreshRecord?: string;
  /** Where everything is, when it is known already. */
  readonly layout?: AptLayout;
  /** The clock against which the lists' dates are judged. */
  readonly now?: () => number;
}

/** The complete analysis of apt's state, without privilege. Never throws for what apt cannot do: see `problem`. */
export async function analysePackages(options: AnalysisOptions): Promise<AptAnalysis> {
  const reader = new PackagesReader(options.env, options.cacheDir);
  const found = options.layout ? { layout: options.layout } : await readLayout(options.env);
  if ('problem' in found) return unanswered(found.problem);
  const { layout } = found;
  await reader.prepareCache();

  let announce: (head: PlanHead | null) => void = () => {};
  const announced = new Promise<PlanHead | null>((resolve) => {
    announce = resolve;
  });
  const installing = reader.installed(layout);
  const sourcing = readSources(reader, layout);
  const planning = reader.simulate(['dist-upgrade'], announce).finally(() => announce(null));
  const detailing = announced.then(async (head) => {
    const [{ value: installed }, { notAutomatic }, pins] = await Promise.all([
      installing,
      sourcing,
      hasPins(layout),
    ]);
    const index = new InstalledIndex(installed, layout.architecture);
    return readDetails(reader, { head, installed, index, layout, pins, notAutomatic });
  });
  const [plan, details, { value: installed }, sources, audit, record, successStamp] = await Promise.all([
    planning,
    detailing,
    installing,
    sourcing,
    reader.audit(layout),
    readRefreshRecord(options.refreshRecord),
    readSuccessStamp(layout),
  ]);
  const index = new InstalledIndex(installed, layout.architecture);
  const problem = plan.exitCode === 0 ? null : aptProblem(plan, unmetSentences(plan.value));
  if (problem) await reader.dropCache();
  const simulation = problem ? null : plan.value;
  const [keptBack, withoutRemovals] = await Promise.all([
    simulation ? explainKeptBack(reader, simulation.head, index, details) : new Map(),
    simulation ? upgradedWithoutRemovals(reader, simulation) : null,
  ]);
  const packages = pendingPackages({
    plan: simulation,
    installed: index,
    details,
    keptBack,
    withoutRemovals,
    defaultRelease: layout.defaultRelease,
    problem: problem?.message ?? null,
  });
  const steps = simulation && planSteps(simulation, index, layout.architecture);
  const upgradable = packages.filter(({ status }) => status === 'upgradable');
  const [dpkg, reboot] = await Promise.all([readDpkgHealth(layout, audit), readReboot(layout, installed)]);
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
    sources: describeSources({
      ...sources,
      brokenFiles: new Map(
        [sources, plan].flatMap(({ stderr }) => [...unreadableFiles(stderr), ...malformedFiles(stderr)]),
      ),
      record,
      successStamp,
      checkValidUntil: layout.checkValidUntil,
      now: options.now?.() ?? Date.now(),
    }),
    dpkg,
    reboot,
    plan: steps,
    planHash: steps && planHash(steps),
    ...(problem && { problem }),
  };
}

/** Asks apt for its settings and so for its paths. */
export async function readLayout(
  env: NodeJS.ProcessEnv,
): Promise<{ layout: AptLayout } | { problem: AptProblem }> {
  const config = await readConfig(env);
  return config.exitCode === 0 ? { layout: layoutFrom(config.value, env) } : { problem: aptProblem(config) };
}

async function readSources(reader: PackagesReader, layout: AptLayout) {
  const [{ value: targets, stderr }, stanzas] = await Promise.all([reader.targets(), readStanzas(layout)]);
  const lists = await readLists(
    layout,
    targets.map(({ prefix }) => prefix),
  );
  return { targets, stanzas, lists, stderr, notAutomatic: notAutomaticFiles(targets, lists) };
}

/** Whether an index file, by apt's description of it, belongs to a suite that marks itself NotAutomatic. */
function notAutomaticFiles(targets: readonly SourceTarget[], lists: ReadonlyMap<string, ListEvidence>) {
  const marked = targets
    .filter(({ prefix }) => lists.get(prefix)?.head?.notAutomatic)
    .map(({ uri, suite }) => `${uri.replace(/\/$/, '')} ${suite}`);
  return (file: string) =>
    marked.some((start) => file.startsWith(`${start}/`) || file.startsWith(`${start} `));
}

async function hasPins({ preferences, preferencesParts, defaultRelease }: AptLayout): Promise<boolean> {
  if (defaultRelease !== '') return true;
  const parts = await readdir(preferencesParts).catch(() => []);
  return parts.length > 0 || existsSync(preferences);
}

/** The second plan: what an upgrade without removals would take. Only asked for where the first one removes something. */
async function upgradedWithoutRemovals(
  reader: PackagesReader,
  { head }: Simulation,
): Promise<ReadonlySet<string> | null> {
  if (head.removed.length === 0) return null;
  const { value } = await reader.simulate(['--with-new-pkgs', 'upgrade']);
  return new Set(value.head.upgraded);
}

const unmetSentences = ({ unmet }: Simulation): string[] =>
  [...unmet].map(([name, sentence]) => `${name}: ${sentence}.`);

/** The analysis of a machine whose apt cannot even tell its settings. */
const unanswered = (problem: AptProblem): AptAnalysis => ({
  enabled: problem.code !== 'apt_missing',
  count: 0,
  securityCount: 0,
  rebootRequired: false,
  packages: [],
  newPackages: [],
  removals: [],
  autoremovable: [],
  held: [],
  sources: [],
  dpkg: { ok: false, problem: 'Not asked, because apt does not work.' },
  reboot: { required: false, reasons: [] },
  plan: null,
  planHash: null,
  problem,
});
