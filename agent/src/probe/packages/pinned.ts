import { type KnownVersion, newerVersions, type PackagePolicy } from './parse-policy.ts';

/**
 * The newest version that preferences or a default release keep away from an installed package, or undefined.
 * An index that marks itself NotAutomatic (backports, experimental) is not chosen by nature: that is no pin.
 */
export function pinnedAway(
  policy: PackagePolicy,
  notAutomatic: (file: string) => boolean,
): KnownVersion | undefined {
  if (policy.candidate !== null && policy.candidate !== policy.installed) return undefined;
  return newerVersions(policy).find(({ files }) => files.some(({ file }) => !notAutomatic(file)));
}

/** Why a version is not chosen, in one sentence. */
export const pinnedReason = (version: KnownVersion, defaultRelease: string): string =>
  version.priority < 0
    ? `Pinned: apt's preferences forbid version ${version.version} (priority ${version.priority}).`
    : `Pinned: apt's preferences${defaultRelease ? ` or the default release (${defaultRelease})` : ''} rank version ${version.version} (priority ${version.priority}) below the installed one.`;
