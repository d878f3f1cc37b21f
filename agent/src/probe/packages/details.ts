import type { InstalledIndex, InstalledPackage } from './parse-installed.ts';
import type { PlanHead } from './parse-plan.ts';
import type { KnownVersion, PackagePolicy } from './parse-policy.ts';
import { type PackageRecord, recordKey } from './parse-records.ts';
import type { ReleaseInfo } from './parse-releases.ts';
import { pinnedAway } from './pinned.ts';
import type { PackagesReader } from './read.ts';

/** What apt-cache knows about the packages of a plan. Names are those that apt prints. */
export interface Details {
  readonly policy: ReadonlyMap<string, PackagePolicy>;
  readonly releases: ReadonlyMap<string, ReleaseInfo>;
  /** Newer versions that preferences keep away. */
  readonly pinned: ReadonlyMap<string, KnownVersion>;
  /** The record of one version of a package. */
  record(name: string, version: string): PackageRecord | undefined;
}

export interface DetailsRequest {
  /** Null when apt could make no plan: then every installed package is looked at. */
  readonly head: PlanHead | null;
  readonly installed: readonly InstalledPackage[];
  /** Those of which preferences, a default release or the policy may keep versions away. */
  readonly suspects: readonly InstalledPackage[];
  readonly index: InstalledIndex;
  readonly architecture: string;
  /** Whether an index marks itself NotAutomatic; null when nothing keeps versions away. */
  readonly notAutomatic: ((file: string) => boolean) | null;
}

/**
 * Asks for version tables and records side by side: the records of the plan's packages in all versions, because which of them
 * are wanted is only in the tables. What only the tables name is asked for after them; on most machines that is nothing.
 */
export async function readDetails(reader: PackagesReader, request: DetailsRequest): Promise<Details> {
  const { head, index, installed, suspects, notAutomatic } = request;
  const inPlan = head ? [...head.upgraded, ...head.keptBack, ...head.phased, ...head.added] : [];
  const looked = (head ? suspects : installed).filter(({ complete }) => complete);
  const names = [...new Set([...looked.map((entry) => index.nameFor(entry)), ...inPlan])];
  const [policy, releases, planned] = await Promise.all([
    reader.policy(names),
    names.length > 0 ? reader.releases().then(({ value }) => value) : new Map<string, ReleaseInfo>(),
    reader.records([...inPlan, ...(head?.removed ?? [])]),
  ]);
  const pinned = new Map(
    [...policy].flatMap(([name, table]) => {
      const version = notAutomatic && !inPlan.includes(name) ? pinnedAway(table, notAutomatic) : undefined;
      return version ? [[name, version] as const] : [];
    }),
  );
  const others = await reader.records([
    ...(head ? [] : upgradable(policy)).flatMap((name) => versioned(name, policy.get(name)?.candidate)),
    ...[...pinned].flatMap(([name, { version }]) => versioned(name, version)),
  ]);
  const records = (key: string) => [...(planned.get(key) ?? []), ...(others.get(key) ?? [])];
  return {
    policy,
    releases,
    pinned,
    record: (name, version) => pick(records, name, version, request.architecture),
  };
}

/** The installed packages whose candidate is newer, when there is no plan to tell. */
export const upgradable = (policy: ReadonlyMap<string, PackagePolicy>): string[] =>
  [...policy].flatMap(([name, { installed, candidate, versions }]) => {
    const at = (wanted: string | null) => versions.findIndex(({ version }) => version === wanted);
    return installed && candidate && installed !== candidate && at(candidate) < at(installed) ? [name] : [];
  });

const versioned = (name: string, version: string | null | undefined): string[] =>
  version ? [`${name}=${version}`] : [];

function pick(
  records: (key: string) => readonly PackageRecord[],
  aptName: string,
  version: string,
  architecture: string,
): PackageRecord | undefined {
  const [name = '', arch = architecture] = aptName.split(':');
  const found = records(recordKey(name, version));
  return found.find((record) => record.arch === arch) ?? found.find((record) => record.arch === 'all');
}
