import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import type { RefreshRecord } from '../../domain/refresh-record.ts';
import type { Parsed } from '../../host/exec.ts';
import { type Details, readDetails } from './details.ts';
import type { AptLayout } from './layout.ts';
import { InstalledIndex, type InstalledPackage } from './parse-installed.ts';
import type { PlanHead, Simulation } from './parse-plan.ts';
import type { SourceStanza } from './parse-source-file.ts';
import type { SourceTarget } from './parse-targets.ts';
import type { PackagesReader } from './read.ts';
import { readLists, readRefreshRecord, readStanzas, readSuccessStamp } from './read-sources.ts';
import type { ListEvidence } from './sources.ts';

/** What apt and dpkg answer, and what lies on the disk. */
export interface Answers {
  readonly plan: Parsed<Simulation>;
  readonly details: Details;
  readonly installed: readonly InstalledPackage[];
  readonly index: InstalledIndex;
  readonly audit: Parsed<string>;
  readonly sources: ConfiguredSources;
  readonly record: RefreshRecord | null;
  readonly successStamp: number | null;
  /** What an upgrade without removals would take; null when a full upgrade removes nothing. */
  readonly withoutRemovals: ReadonlySet<string> | null;
  /** The packages that the policy excludes. */
  readonly excluded: readonly string[];
}

/** What an analysis knows beside apt. */
export interface Surroundings {
  /** The runner's record of refreshes. */
  readonly refreshRecord?: string | undefined;
  /** The packages that the policy excludes, where pending ones among them are to be found. The reader keeps them away. */
  readonly excluded?: readonly string[];
}

interface ConfiguredSources {
  readonly targets: readonly SourceTarget[];
  readonly stanzas: readonly SourceStanza[];
  readonly lists: ReadonlyMap<string, ListEvidence>;
  readonly stderr: string;
}

/**
 * Asks everything side by side. What needs the names in the plan, or the package cache, starts with the plan's head:
 * apt then still works out the order of the steps, and has brought the cache up to date, so that nobody else has to.
 */
export async function askApt(
  reader: PackagesReader,
  layout: AptLayout,
  { refreshRecord, excluded = [] }: Surroundings,
): Promise<Answers> {
  let announce: (head: PlanHead | null) => void = () => {};
  const announced = new Promise<PlanHead | null>((resolve) => {
    announce = resolve;
  });
  const planning = reader.simulate(['dist-upgrade'], announce).finally(() => announce(null));
  const { architecture } = layout;
  const installing = reader.installed(layout).then(({ value }) => value);
  const indexing = installing.then((installed) => new InstalledIndex(installed, architecture));
  const sourcing = announced.then(() => configuredSources(reader, layout));
  const detailing = announced.then(async (head) => {
    const [installed, index, pins] = await Promise.all([installing, indexing, hasPins(layout)]);
    const notAutomatic = pins || excluded.length > 0 ? notAutomaticFiles(await sourcing) : null;
    const suspects = pins ? installed : installed.filter(({ name }) => excluded.includes(name));
    return readDetails(reader, { head, installed, suspects, index, architecture, notAutomatic });
  });
  const lesserPlanning = announced.then((head) =>
    head && head.removed.length > 0 ? upgradedWithoutRemovals(reader) : null,
  );
  const [plan, details, withoutRemovals, installed, index, sources, audit, record, successStamp] =
    await Promise.all([
      planning,
      detailing,
      lesserPlanning,
      installing,
      indexing,
      sourcing,
      reader.audit(layout),
      readRefreshRecord(refreshRecord),
      readSuccessStamp(layout),
    ]);
  return { plan, details, installed, index, audit, sources, record, successStamp, withoutRemovals, excluded };
}

/** The second plan, which is only asked for where the first one removes something. */
async function upgradedWithoutRemovals(reader: PackagesReader): Promise<ReadonlySet<string>> {
  const { value } = await reader.simulate(['--with-new-pkgs', 'upgrade']);
  return new Set(value.head.upgraded);
}

async function configuredSources(reader: PackagesReader, layout: AptLayout): Promise<ConfiguredSources> {
  const [{ value: targets, stderr }, stanzas] = await Promise.all([reader.targets(), readStanzas(layout)]);
  const prefixes = targets.map(({ prefix }) => prefix);
  return { targets, stanzas, lists: await readLists(layout, prefixes), stderr };
}

/** Whether an index file, by apt's description of it, belongs to a suite that marks itself NotAutomatic. */
function notAutomaticFiles({ targets, lists }: ConfiguredSources): (file: string) => boolean {
  const marked = targets
    .filter(({ prefix }) => lists.get(prefix)?.head?.notAutomatic)
    .map(({ uri, suite }) => `${uri.replace(/\/$/, '')} ${suite}`);
  return (file) => marked.some((start) => file.startsWith(`${start}/`) || file.startsWith(`${start} `));
}

/** Whether preferences or a default release can keep versions away. */
async function hasPins({ preferences, preferencesParts, defaultRelease }: AptLayout): Promise<boolean> {
  if (defaultRelease !== '') return true;
  const parts = await readdir(preferencesParts).catch(() => []);
  return parts.length > 0 || existsSync(preferences);
}
