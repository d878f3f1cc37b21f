import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AptAnalysis } from '@suivi/shared';
import type { Parsed } from '../../host/exec.ts';
import type { AptLayout } from './layout.ts';

const MAX_PROBLEM = 4000;

/** The folder of dpkg's journal: a file with a numeric name in it means that dpkg was interrupted. */
export const dpkgJournal = ({ adminDir }: AptLayout): string => join(adminDir, 'updates');

/** The health of dpkg's database: its journal, and what `dpkg --audit` complains about. */
export async function readDpkgHealth(layout: AptLayout, audit: Parsed<string>): Promise<AptAnalysis['dpkg']> {
  const journal = await readdir(dpkgJournal(layout)).catch(() => []);
  return dpkgHealth(
    journal.some((name) => /^\d+$/.test(name)),
    audit,
  );
}

/** Joins the journal and the audit into an answer. */
function dpkgHealth(dirtyJournal: boolean, audit: Parsed<string>): AptAnalysis['dpkg'] {
  const complaint =
    audit.value.trim() || (audit.exitCode === 0 ? '' : (audit.failure ?? audit.stderr.trim()));
  const problems = [
    ...(dirtyJournal ? ['dpkg was interrupted. Run `dpkg --configure -a` to go on.'] : []),
    ...(complaint ? [complaint] : []),
  ];
  return problems.length === 0
    ? { ok: true }
    : { ok: false, problem: problems.join('\n').slice(0, MAX_PROBLEM) };
}
