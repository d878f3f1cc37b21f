import type { UpdateSnapshot } from '@suivi/shared';

/** The few facts of an apt snapshot that its status depends on. */
export interface AptFacts {
  readonly count: number;
  readonly securityCount: number;
  readonly sources: readonly {
    uri: string;
    suite: string;
    enabled: boolean;
    ok: boolean | null;
    lastSuccessAt: string | null;
    error?: string | undefined;
  }[];
  readonly dpkg: { ok: boolean; problem?: string | undefined };
  readonly rebootRequired: boolean;
  readonly problem?: { code: string; message: string } | undefined;
}

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
