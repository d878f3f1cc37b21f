import { join } from 'node:path';
import type { ConffileDecision } from '@suivi/shared';
import { isThere } from '../../host/files.ts';

const QUESTION = /^Configuration file '(.+?)'(?: \(actually .*\))?$/;
const ANSWER = /^ ==> (Keeping old|Using current old|Using new)\b/;
const SETTING_UP = /^Setting up (\S+?)(?::\S+)? \(/;
const OTHERS = ['.dpkg-dist', '.dpkg-new', '.dpkg-old'];

/** The configuration files about which dpkg would have asked. */
export function parseConffiles(log: string): Omit<ConffileDecision, 'other'>[] {
  const found = new Map<string, Omit<ConffileDecision, 'other'>>();
  let owner: string | null = null;
  let path: string | null = null;
  for (const line of log.split('\n')) {
    owner = SETTING_UP.exec(line)?.[1] ?? owner;
    path = QUESTION.exec(line)?.[1] ?? path;
    const answer = ANSWER.exec(line)?.[1];
    if (!answer || path === null) continue;
    const decision = answer === 'Using new' ? 'replaced' : 'kept';
    found.set(path, { path, package: owner, decision });
    path = null;
  }
  return [...found.values()];
}

/** The decisions, with where the other version of each file lies. `root` is `/` or that of a sandbox. */
export const readConffiles = (log: string, root: string): Promise<ConffileDecision[]> =>
  Promise.all(
    parseConffiles(log).map(async (one) => ({ ...one, other: await otherVersion(one.path, root) })),
  );

async function otherVersion(path: string, root: string): Promise<string | null> {
  for (const ending of OTHERS)
    if (await isThere(join(root, path + ending)).catch(() => false)) return path + ending;
  return null;
}

/** What a person should know about a decision. */
export const conffileSentence = ({ path, decision, other }: ConffileDecision): string =>
  decision === 'kept'
    ? `${path} was changed here and in the package: it was kept${other ? `, and the package's version is ${other}` : ''}.`
    : `${path} was changed here and in the package: it was replaced${other ? `, and what stood here is ${other}` : ''}.`;
