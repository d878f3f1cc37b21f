import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { AptAnalysis, PendingPackage } from '@suivi/shared';
import type { SandboxRoot } from '@suivi/testkit';
import { execa } from 'execa';
import { type AnalysisOptions, analysePackages } from '../../../src/probe/packages/index.ts';

const PROBE = new URL('../../../src/probe/packages/index.ts', import.meta.url).href;
const TSX = import.meta.resolve('tsx');

/** The analysis of a sandbox root, with a package cache inside the root unless said. */
export const analyse = (root: SandboxRoot, options: Partial<AnalysisOptions> = {}): Promise<AptAnalysis> =>
  analysePackages({ env: root.env, cacheDir: root.path('suivi-cache'), ...options });

/** Writes a runner's refresh record into the root and gives its path. */
export async function writeRecord(root: SandboxRoot, sources: readonly object[]): Promise<string> {
  const path = root.path('refresh.json');
  await writeFile(path, JSON.stringify({ sources }));
  return path;
}

export const find = (analysis: AptAnalysis, name: string): PendingPackage | undefined =>
  analysis.packages.find((entry) => entry.name === name);

/** The packages' names by their status. */
export function byStatus({ packages }: AptAnalysis): Record<string, string[]> {
  const names: Record<string, string[]> = {};
  for (const { status, name } of packages) names[status] = [...(names[status] ?? []), name];
  return names;
}

/** The error of the source with this suite, or its state when it has none. */
export function sourceState({ sources }: AptAnalysis, suite: string): string | boolean | null | undefined {
  const source = sources.find((entry) => entry.suite === suite);
  return source && (source.error ?? source.ok);
}

/** The lines of a captured output. */
export const lines = (text: string): string[] => text.split('\n');

/** The analysis by another user, in a process of its own. Needs root. */
export const analyseAs = (uid: number, root: SandboxRoot, cacheDir: string): Promise<AptAnalysis> =>
  asUser(uid, root, cacheDir, `analysePackages({ env: process.env, cacheDir: ${JSON.stringify(cacheDir)} })`);

/** What an expression over the probe's exports gives to another user, in a process of its own. Needs root. */
export async function asUser<T>(
  uid: number,
  root: SandboxRoot,
  home: string,
  expression: string,
): Promise<T> {
  const program = `
    const { analysePackages, openPlanner } = await import(${JSON.stringify(PROBE)});
    console.log(JSON.stringify(await ${expression}));`;
  const { stdout } = await execa(
    process.execPath,
    ['--import', TSX, '--input-type=module', '--eval', program],
    {
      uid,
      gid: uid,
      env: { ...root.env, HOME: home, TMPDIR: home },
    },
  );
  return JSON.parse(stdout) as T;
}

/** The lines of a captured output in fixtures/. */
export const captured = (name: string): string[] =>
  lines(readFileSync(new URL(`fixtures/${name}.txt`, import.meta.url), 'utf8'));
