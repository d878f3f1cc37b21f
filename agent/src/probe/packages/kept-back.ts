import type { PackageStatus } from '@suivi/shared';
import type { Details } from './details.ts';
import type { InstalledIndex } from './parse-installed.ts';
import type { PlanHead } from './parse-plan.ts';
import { errorLines } from './problems.ts';
import type { PackagesReader } from './read.ts';
import { requirementsSentence } from './requirements.ts';

/** Why a full upgrade leaves a package. */
export interface Verdict {
  readonly status: PackageStatus;
  readonly reason: string;
}

/** The one thing asked of apt here: what it would do. */
export type Simulator = Pick<PackagesReader, 'simulate'>;

/** Trials are whole simulations; packages that hide behind one another's faults are found in at most this many. */
const MAX_TRIALS = 3;

/** Finds for each package that a full upgrade leaves the first reason of: held, phased, needs what apt will not choose, broken. */
export async function explainKeptBack(
  reader: Simulator,
  head: PlanHead,
  installed: InstalledIndex,
  details: Details,
): Promise<Map<string, Verdict>> {
  const verdicts = new Map<string, Verdict>();
  for (const name of [...head.keptBack, ...head.phased]) {
    if (installed.get(name)?.held) verdicts.set(name, HELD);
    else if (head.phased.includes(name)) verdicts.set(name, phased(phasing(name, details)));
  }
  const open = () => head.keptBack.filter((name) => !verdicts.has(name));
  const note = (found: Map<string, Verdict>) => {
    for (const [name, verdict] of found) verdicts.set(name, verdict);
  };
  const perhapsPhased = open().filter((name) => (phasing(name, details) ?? 100) < 100);
  const others = open().filter((name) => !perhapsPhased.includes(name));
  const [upgraded, found] = await Promise.all([
    perhapsPhased.length > 0 ? upgradedWithPhased(reader) : ([] as string[]),
    others.length > 0 ? tryToInstall(reader, others, head) : new Map<string, Verdict>(),
  ]);
  for (const name of perhapsPhased)
    if (upgraded.includes(name)) verdicts.set(name, phased(phasing(name, details)));
  note(found);
  for (let trial = 1; trial < MAX_TRIALS && open().length > 0; trial++)
    note(await tryToInstall(reader, open(), head));
  for (const name of open()) verdicts.set(name, KEPT_BACK);
  return verdicts;
}

const HELD: Verdict = { status: 'held', reason: 'Held on this machine. `apt-mark unhold` lets it go.' };

const KEPT_BACK: Verdict = {
  status: 'kept_back',
  reason: 'Kept back: apt finds no way to upgrade it together with the others.',
};

const phased = (percentage: number | null): Verdict => ({
  status: 'phased',
  reason:
    percentage === null
      ? 'Phased: the update is offered to more machines day by day, and not yet to this one.'
      : `Phased: the update is offered to ${percentage} % of machines so far, and not yet to this one.`,
});

/** The percentage of machines to which the candidate is offered, or null when it is not phased. */
function phasing(name: string, { policy }: Details): number | null {
  const table = policy.get(name);
  return table?.versions.find(({ version }) => version === table.candidate)?.phased ?? null;
}

async function upgradedWithPhased(reader: Simulator): Promise<string[]> {
  const always = ['-o', 'APT::Get::Always-Include-Phased-Updates=true'];
  return (await reader.simulate([...always, 'dist-upgrade'])).value.head.upgraded;
}

/** Asks apt to install the packages in earnest: it names the unmet dependencies, or what it would take. */
async function tryToInstall(
  reader: Simulator,
  names: readonly string[],
  full: PlanHead,
): Promise<Map<string, Verdict>> {
  const trial = await reader.simulate(['install', ...names]);
  const broken = (reason: string): Verdict => ({ status: 'broken', reason: `Broken dependency: ${reason}` });
  if (trial.exitCode === 0) {
    const { added, removed } = trial.value.head;
    const takes = requirementsSentence({
      new: added.filter((name) => !full.added.includes(name)),
      removals: removed.filter((name) => !full.removed.includes(name)),
    });
    const verdict: Verdict = takes ? { status: 'kept_back', reason: `Kept back. ${takes}` } : KEPT_BACK;
    return new Map(names.map((name) => [name, verdict]));
  }
  const named = names.flatMap((name) => {
    const sentence = trial.value.unmet.get(name);
    return sentence ? [[name, broken(sentence)] as const] : [];
  });
  const sentence = [...trial.value.unmet].map(([name, text]) => `${name}: ${text}`)[0];
  const rest = sentence ?? (errorLines(trial.stderr)[0] || 'apt gives no details.');
  return new Map(named.length > 0 ? named : names.map((name) => [name, broken(rest)]));
}
