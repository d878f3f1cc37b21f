import type { UpdateSnapshot } from '@suivi/shared';
import type { AptFacts } from './ports.ts';

/** The few facts of an apt snapshot that a list shows and a status depends on. */
export const aptFacts = ({ apt }: UpdateSnapshot): AptFacts => ({
  count: apt.count,
  securityCount: apt.securityCount,
  sources: apt.sources.map(({ uri, suite, enabled, ok, lastSuccessAt, error }) => ({
    uri,
    suite,
    enabled,
    ok,
    lastSuccessAt,
    error,
  })),
  dpkg: apt.dpkg,
  rebootRequired: apt.rebootRequired,
  problem: apt.problem,
});
