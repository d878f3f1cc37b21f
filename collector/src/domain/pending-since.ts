import type { AptAnalysis, PendingPackage } from '@suivi/shared';

/** Since when each pending package of a machine has been seen as pending, by name and architecture; null where that is not known. */
export type PendingSince = Readonly<Record<string, string | null>>;

/** A row of `machine_pending`. */
export interface MachinePendingRow {
  machineId: string;
  sinceJson: string;
  updatedAt: string;
}

/** By what a package is known from one analysis to the next. */
export const pendingKey = ({ name, arch }: Pick<PendingPackage, 'name' | 'arch'>): string =>
  `${name}:${arch}`;

/**
 * What is pending by this analysis, since when. A package that was pending before stays so, also when its version moves on; one
 * that was not in between begins anew. `before`: what was known until now; `untold` where an older release has analysed
 * the machine and kept nothing of it; `none` before the first analysis. Null where apt could not be asked: what was known stays. Pure.
 */
export function pendingSince(
  { packages, problem }: Pick<AptAnalysis, 'packages' | 'problem'>,
  before: PendingSince | 'untold' | 'none',
  at: string,
): PendingSince | null {
  if (problem) return before === 'none' ? {} : null;
  const known = typeof before === 'string' ? null : before;
  return Object.fromEntries(
    packages.map((one): [string, string | null] => {
      const key = pendingKey(one);
      if (known) return [key, Object.hasOwn(known, key) ? (known[key] ?? null) : at];
      return [key, before === 'none' ? at : null];
    }),
  );
}
