import type { Machine } from '../../api/types.ts';

export type Step = 'adopt' | 'follow' | 'repair' | 'failure' | 'sources' | 'refresh' | 'review';

/** What a machine needs next: what stands in the way of everything else comes first. Null when nothing is to be done. */
export function nextStepOf({
  quarantine,
  running,
  statusReasons,
  updates,
}: Pick<Machine, 'quarantine' | 'running' | 'statusReasons' | 'updates'>): Step | null {
  const codes = new Set(statusReasons.map(({ code }) => code));
  if (quarantine !== null) return quarantine.reason === 'unknown_key' ? 'adopt' : null;
  if (running !== null) return 'follow';
  if (codes.has('dpkg_problem')) return 'repair';
  if (codes.has('execution_failed')) return 'failure';
  if (codes.has('sources_failed') || codes.has('no_sources')) return 'sources';
  if (codes.has('sources_unknown') || codes.has('lists_old')) return 'refresh';
  if (updates !== null && updates.count > 0) return 'review';
  return null;
}
