import type { PackageSource, SecurityAnswer } from '@suivi/shared';
import type { KnownVersion, PackagePolicy } from './parse-policy.ts';
import type { ReleaseInfo } from './parse-releases.ts';

type Releases = ReadonlyMap<string, ReleaseInfo>;

/** Origins that publish security updates apart, so that their other archives are not security. */
const SEPARATING = new Set(['Debian', 'Ubuntu', 'Devuan']);

/** Whether an index is a security archive: Debian by its label, Ubuntu by its archive, Ubuntu's ESM by its origin. */
export function securityOfRelease({ origin, label, archive }: ReleaseInfo): SecurityAnswer {
  if (/-security$/i.test(label) || /-security$/.test(archive) || origin.startsWith('UbuntuESM')) return 'yes';
  return SEPARATING.has(origin) ? 'no' : 'unknown';
}

/**
 * Whether an update from the installed version to `candidate` brings a security fix: yes when any version on the way,
 * the candidate included, comes from a security archive, because a later ordinary update contains the earlier fix.
 */
export function securityOfUpdate(
  policy: PackagePolicy,
  candidate: string,
  releases: Releases,
): SecurityAnswer {
  const onTheWay = versionsBetween(policy, candidate).map((version) => securityOfVersion(version, releases));
  if (onTheWay.includes('yes')) return 'yes';
  return onTheWay.length === 0 || onTheWay.includes('unknown') ? 'unknown' : 'no';
}

function securityOfVersion(version: KnownVersion, releases: Releases): SecurityAnswer {
  const answers = offering(version, releases).map(securityOfRelease);
  return answers.includes('yes') ? 'yes' : answers.includes('no') ? 'no' : 'unknown';
}

/** From the candidate down to the one above the installed version; the table is sorted, newest first. */
function versionsBetween({ versions }: PackagePolicy, candidate: string): readonly KnownVersion[] {
  const first = versions.findIndex(({ version }) => version === candidate);
  const installed = versions.findIndex((version) => version.installed);
  return first < 0 ? [] : versions.slice(first, installed < 0 ? first + 1 : installed);
}

/** The indexes that offer a version; dpkg's own status file is not one. */
const offering = (version: KnownVersion, releases: Releases): ReleaseInfo[] =>
  version.files.flatMap(({ file }) => {
    const release = releases.get(file);
    return release && release.archive !== 'now' ? [release] : [];
  });

/** The label, archive and site of the index that apt prefers for a version. */
export function sourceOf(policy: PackagePolicy, version: string, releases: Releases): PackageSource {
  const known = policy.versions.find((entry) => entry.version === version);
  const [first] = known ? offering(known, releases) : [];
  return { label: first?.label ?? '', archive: first?.archive ?? '', site: first?.site ?? '' };
}
