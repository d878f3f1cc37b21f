import type { AptAnalysis } from '@suivi/shared';
import type { ActionContext, ActionEnd } from '../actions/action.ts';
import { failed } from '../actions/end.ts';

/** Complaints of `dpkg --audit` about its own files and settings: they stop nobody, and no repair ends them. */
const HARMLESS = /missing the (?:md5sums|list) control file|architecture/;

/** Refuses to work on packages that an interruption has left half done; null when there are none. */
export async function dpkgRefusal({ health }: Pick<ActionContext, 'health'>): Promise<ActionEnd | null> {
  const { dpkg } = await health.read();
  const problem = interruption(dpkg);
  if (problem === null) return null;
  const sentence = `dpkg was interrupted and has left packages half done: ${problem.replaceAll(/\s+/g, ' ').slice(0, 1500)} Run apt_repair first, then ask again.`;
  return failed('dpkg_interrupted', sentence, { dpkg });
}

/** The part of what dpkg complains about that needs a repair; null when there is none. Paragraphs stand between empty lines. */
export function interruption({ ok, problem = '' }: AptAnalysis['dpkg']): string | null {
  if (ok) return null;
  const serious = problem.split(/\n\s*\n/).filter((paragraph) => !HARMLESS.test(paragraph));
  return serious.length === 0 ? null : serious.join('\n\n').trim();
}
