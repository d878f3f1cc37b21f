import type { PackageVersion, PlanStep } from '@suivi/shared';
import type { PlanProblem } from '../../../domain/no-plan.ts';
import type { PlanWish } from '../../../domain/ports.ts';
import type { CommandEnd, Parsed } from '../../../host/exec.ts';
import { unmetSentences } from '../analyse.ts';
import { excludedSteps, exclusionProblem } from '../excluded.ts';
import type { InstalledIndex } from '../parse-installed.ts';
import type { Simulation } from '../parse-plan.ts';
import { aptProblem } from '../problems.ts';
import type { PackagesReader } from '../read.ts';
import { selectedPackages, wantedPackages } from './command.ts';
import type { Proposal } from './proposal.ts';

const CHOOSE = 'Refresh the package lists and look at what is pending, then ask again.';

/** Why apt cannot plan what was asked, in its own words. `healthy`: it can plan a full upgrade, so that only the wish is at fault. */
export function simulationProblem(simulated: Parsed<Simulation>, healthy: boolean): PlanProblem {
  const problem = aptProblem(simulated, unmetSentences(simulated.value));
  if (!healthy && problem.code !== 'apt_failed') return problem;
  return { code: 'plan_impossible', message: `${ownWords(simulated)} ${CHOOSE}` };
}

/** What apt marked as errors, and which dependencies nothing meets. */
const ownWords = (end: CommandEnd & { value?: Simulation }): string =>
  [
    ...(end.value ? unmetSentences(end.value) : []),
    ...end.stderr.split('\n').flatMap((line) => /^E: (.*)$/.exec(line)?.[1] ?? []),
    ...(end.failure ? [end.failure] : []),
  ]
    .map((sentence) => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`))
    .join(' ') || `apt-get ended with exit code ${end.exitCode}.`;

/** Why a plan that apt has made may not be carried out; null when it may. */
export async function objection(
  reader: PackagesReader,
  proposal: Proposal,
  wish: PlanWish,
): Promise<PlanProblem | null> {
  const { steps, index, names } = proposal;
  const touched = excludedSteps(steps, names);
  if (touched.length > 0) return exclusionProblem(touched);
  const wanted = wish.action === 'apt_upgrade_selected' ? selectedPackages(wish) : [];
  const named = wish.action === 'post_install_apply' ? namesProblem(wish, steps) : null;
  return named ?? unfulfilledProblem(wanted, steps, index) ?? (await refusalProblem(reader, proposal));
}

/** apt takes a name that it does not know for a pattern or a command: then the package itself is not in the plan. */
function namesProblem(wish: PlanWish, steps: readonly PlanStep[]): PlanProblem | null {
  const { present, absent } = wantedPackages(wish);
  const has = (name: string, ...operations: PlanStep['operation'][]) =>
    steps.some((step) => step.name === name && operations.includes(step.operation));
  const sentences = [
    ...present.filter((name) => !has(name, 'install')).map((name) => `apt does not install ${name}.`),
    ...absent.filter((name) => !has(name, 'remove', 'purge')).map((name) => `apt does not remove ${name}.`),
  ];
  return sentences.length === 0
    ? null
    : { code: 'plan_impossible', message: `${sentences.join(' ')} ${CHOOSE}` };
}

/** What apt passed over in silence: packages asked for that would not be at their version afterwards. */
function unfulfilledProblem(
  wanted: readonly PackageVersion[],
  steps: readonly PlanStep[],
  index: InstalledIndex,
): PlanProblem | null {
  const sentences = wanted.flatMap((entry) => {
    const name = index.nameFor(entry);
    const installed = index.get(name);
    if (!installed) return [`${name} is not installed, so it cannot be upgraded.`];
    const step = steps.find((one) => index.nameFor(one) === name);
    const version = step ? step.to : installed.version;
    return version === entry.version ? [] : [`apt does not bring ${name} to version ${entry.version}.`];
  });
  return sentences.length === 0
    ? null
    : { code: 'plan_impossible', message: `${sentences.join(' ')} ${CHOOSE}` };
}

/**
 * What apt would refuse once it is to act, because nobody may force it here: downgrades, changes of held packages, removals
 * of essential ones. Asked only where the plan has such steps.
 */
async function refusalProblem(
  reader: PackagesReader,
  { args, steps, index }: Proposal,
): Promise<PlanProblem | null> {
  const risky = steps.some(
    (step) =>
      !['install', 'upgrade'].includes(step.operation) || index.get(index.nameFor(step))?.held === true,
  );
  if (!risky) return null;
  const simulated = await reader.simulate(['-y', ...args]);
  return simulated.exitCode === 0
    ? null
    : { code: 'plan_impossible', message: `${ownWords(simulated)} ${CHOOSE}` };
}
