import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fits, PackageName, type PlanStep } from '@suivi/shared';
import type { PlanProblem } from '../../domain/no-plan.ts';
import { writeWhole } from '../../host/files.ts';
import type { AptLayout } from './layout.ts';
import type { InstalledPackage } from './parse-installed.ts';

/** What the machine's policy excludes. */
export interface Exclusions {
  /** The policy file, or undefined when nothing is read from one: a change of it calls for a new analysis. */
  readonly file: string | undefined;
  /** The names of the packages, as the policy has them now. */
  readonly names: () => Promise<readonly string[]>;
}

/** Why an excluded package stays as it is. */
export const EXCLUDED_REASON = 'The policy of this machine excludes this package.';

const isPackageName = (name: string): boolean => fits(PackageName, name);

/** Excluded names without doubles, and without those that can be no package's. */
export const packageNames = (names: readonly string[]): readonly string[] => [
  ...new Set(names.filter(isPackageName)),
];

/** Why the policy forbids a plan; null when the names are those of packages. */
export function malformedExclusion(names: readonly string[]): PlanProblem | null {
  const wrong = names.find((name) => !isPackageName(name));
  if (wrong === undefined) return null;
  const message = `The policy of this machine excludes "${wrong.slice(0, 256)}", which is no package name. Correct excludedPackages in the policy file.`;
  return { code: 'policy_refused', message };
}

/**
 * Writes preferences that keep excluded packages as they are, and gives the options by which apt follows them. They stand
 * before the machine's own main file, for the first record about a version counts (apt_preferences(5)); preferences.d is
 * read after it as ever. Without exclusions there are no options.
 */
export async function exclusionOptions(
  names: readonly string[],
  installed: readonly InstalledPackage[],
  { preferences, architecture }: AptLayout,
  workDir: string,
): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const own = await readFile(preferences, 'utf8').catch(() => '');
  const path = join(workDir, 'preferences');
  await mkdir(workDir, { recursive: true, mode: 0o755 });
  const text = [...names.flatMap((name) => records(name, installed, architecture)), own].join('\n');
  await writeWhole(path, text, { mode: 0o644, durable: false });
  return ['-o', `Dir::Etc::Preferences=${path}`];
}

/** The installed versions first, then all others. A record without an architecture is about the machine's own. */
const records = (name: string, installed: readonly InstalledPackage[], native: string): string[] => [
  ...installed
    .filter((entry) => entry.name === name)
    .map(({ arch, version }) =>
      record(arch === 'all' ? `${name}:${native}` : `${name}:${arch}`, version, 1001),
    ),
  record(`${name}:any`, '*', -1),
];

const record = (name: string, version: string, priority: number): string =>
  `Package: ${name}\nPin: version ${version}\nPin-Priority: ${priority}\n`;

/** The steps of a plan that touch an excluded package. */
export const excludedSteps = <S extends Pick<PlanStep, 'name'>>(
  steps: readonly S[],
  names: readonly string[],
): S[] => steps.filter(({ name }) => names.includes(name));

/** Why a plan that touches excluded packages is refused. */
export function exclusionProblem(touched: readonly PlanStep[]): PlanProblem {
  const changes = touched.map(({ operation, name, arch }) => `${operation} ${name} (${arch})`).join(', ');
  return {
    code: 'policy_refused',
    message: `The plan would ${changes}, which the policy of this machine excludes. Choose other packages, or change excludedPackages in the policy file.`,
  };
}
