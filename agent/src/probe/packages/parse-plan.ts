import type { Lines } from './lines.ts';

/** The names in the head of a simulation, as apt prints them (`name`, or `name:arch` when foreign). */
export interface PlanHead {
  upgraded: string[];
  added: string[];
  removed: string[];
  downgraded: string[];
  keptBack: string[];
  phased: string[];
  autoremovable: string[];
}

/** One package that a simulation would install, upgrade or remove. `arch` is null for a removal: apt does not print it. */
export interface SimulatedStep {
  readonly kind: 'Inst' | 'Remv' | 'Purg';
  readonly name: string;
  readonly arch: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

export interface Simulation {
  readonly head: PlanHead;
  readonly steps: SimulatedStep[];
  /** The sentences under "unmet dependencies", by package. */
  readonly unmet: ReadonlyMap<string, string>;
}

/** apt 3 has shorter headings; apt-get keeps the older ones unless it is configured otherwise. */
const HEADINGS: readonly [RegExp, keyof PlanHead][] = [
  [/^(The following packages will be upgraded|Upgrading):/, 'upgraded'],
  [/^(The following NEW packages will be installed|Installing( dependencies)?):/, 'added'],
  [/^(The following packages will be REMOVED|REMOVING):/, 'removed'],
  [/^(The following packages will be DOWNGRADED|DOWNGRADING):/, 'downgraded'],
  [/^(The following packages have been kept back|Not upgrading):/, 'keptBack'],
  [/^(The following upgrades have been deferred due to phasing|Not upgrading yet due to phasing):/, 'phased'],
  [
    /^The following packages? (was|were) automatically installed and (is|are) no longer required:/,
    'autoremovable',
  ],
];

const INST = /^Inst (\S+) (?:\[([^\]]*)\] )?\((\S+) (?:.*? )?\[([^\]]+)\]\)/;
const REMOVAL = /^(Remv|Purg) (\S+)(?: \[([^\]]*)\])?/;
const SUMMARY = /^\d+ upgraded, \d+ newly installed|^Summary:/;

/**
 * Reads `apt-get -s …`. `onHead` is called once, as soon as the head is complete: that is well before the end,
 * because apt prints the names first and then works out the order of the steps.
 */
export async function parseSimulation(lines: Lines, onHead?: (head: PlanHead) => void): Promise<Simulation> {
  const head: PlanHead = {
    upgraded: [],
    added: [],
    removed: [],
    downgraded: [],
    keptBack: [],
    phased: [],
    autoremovable: [],
  };
  const steps = new Map<string, SimulatedStep>();
  const unmet = new Map<string, string>();
  let section: string[] | undefined;
  let inUnmet = false;
  let announced = false;
  for await (const line of lines) {
    if (line.startsWith('  ') && section) {
      section.push(...names(line));
      continue;
    }
    if (line.startsWith(' ') && inUnmet) {
      readUnmet(line, unmet);
      continue;
    }
    inUnmet = /(unmet|Unsatisfied) dependencies:$/.test(line);
    const heading = HEADINGS.find(([pattern]) => pattern.test(line));
    section = heading && head[heading[1]];
    if (!announced && SUMMARY.test(line)) {
      announced = true;
      onHead?.(head);
    }
    const step = readStep(line);
    if (step) steps.set(step.name, merge(steps.get(step.name), step));
  }
  return { head, steps: [...steps.values()], unmet };
}

/** A purge is marked with a star in the list of removals. */
const names = (line: string): string[] =>
  line
    .trim()
    .split(/\s+/)
    .map((name) => name.replace(/\*$/, ''));

function readStep(line: string): SimulatedStep | undefined {
  const [, installed, from, to, arch] = INST.exec(line) ?? [];
  if (installed && to && arch) return { kind: 'Inst', name: installed, arch, from: from ?? null, to };
  const [, kind, removed, version] = REMOVAL.exec(line) ?? [];
  if (!kind || !removed) return undefined;
  return { kind: kind as 'Remv' | 'Purg', name: removed, arch: null, from: version ?? null, to: null };
}

/** A package removed for a moment to break a loop and then installed again is upgraded. */
const merge = (earlier: SimulatedStep | undefined, step: SimulatedStep): SimulatedStep =>
  earlier && step.kind === 'Inst' ? { ...step, from: step.from ?? earlier.from } : step;

/** ` name : Depends: other but it is not installable`; more reasons follow on indented lines. */
function readUnmet(line: string, unmet: Map<string, string>): void {
  const [, name, sentence] = /^ (\S+) : (.*)$/.exec(line) ?? [];
  if (name && sentence) unmet.set(name, sentence.trim());
  else {
    const last = [...unmet.keys()].at(-1);
    if (last) unmet.set(last, `${unmet.get(last)}; ${line.trim()}`);
  }
}
