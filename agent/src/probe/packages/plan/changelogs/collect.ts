import type { PackageChangelog } from '@suivi/shared';
import type { Fetch } from '../../parse-uris.ts';
import type { PackagesReader } from '../../read.ts';
import type { DescribedStep } from '../describe.ts';
import { cvesIn, entriesBetween, type IsLater, parseEntries } from './entries.ts';
import { changelogInDeb } from './from-deb.ts';
import { localDeb } from './local-deb.ts';
import { OnlineChangelogs } from './online.ts';
import { Room } from './room.ts';

const MOST_PACKAGES = 300;
/** All of it together. */
const LIMIT_MS = 120_000;

export interface ChangelogOptions {
  readonly reader: PackagesReader;
  readonly env: NodeJS.ProcessEnv;
  readonly isLater: IsLater;
  /** What apt would fetch for the plan. */
  readonly fetches: readonly Fetch[];
  /** apt's archive cache. */
  readonly archives: string;
}

type Found = { readonly text: string } | { readonly absent: string };

/** The changelogs of the upgrades in a plan, security updates first; each is there or says why not. */
export async function collectChangelogs(
  steps: readonly DescribedStep[],
  options: ChangelogOptions,
): Promise<PackageChangelog[]> {
  const end = performance.now() + LIMIT_MS;
  const told = new Map<string, PackageChangelog>();
  const room = new Room();
  const online = new OnlineChangelogs(options.reader);
  const changelogs: PackageChangelog[] = [];
  for (const step of upgrades(steps).slice(0, MOST_PACKAGES)) {
    const { name, arch, from, to } = step.change;
    const place = { name, arch, from, to: to ?? '' };
    const key = sourceKey(step);
    const sibling = told.get(key);
    if (sibling) {
      const absent = `The same as of ${sibling.name}, which is built from the same source.`;
      changelogs.push(room.take({ ...place, text: null, cves: sibling.cves, absent }));
      continue;
    }
    const found = await changelogOf(step, options, online, end - performance.now());
    const entry: PackageChangelog =
      'absent' in found
        ? { ...place, text: null, cves: [], absent: found.absent.slice(0, 1000) }
        : { ...place, text: found.text, cves: cvesIn(found.text) };
    changelogs.push(room.take(entry));
    if (entry.text !== null) told.set(key, entry);
  }
  return changelogs;
}

const upgrades = (steps: readonly DescribedStep[]): DescribedStep[] =>
  steps
    .filter(({ change }) => change.operation === 'upgrade')
    .sort((a, b) => rank(a) - rank(b) || (a.change.name < b.change.name ? -1 : 1));

const rank = ({ change }: DescribedStep): number => (change.security === 'yes' ? 0 : 1);

/** Changelogs count the versions of the source, which may differ from those of the packages. */
const sourceVersions = ({ change, before, after }: DescribedStep) => ({
  from: before?.source.version ?? change.from ?? '',
  to: after?.source.version ?? change.to ?? '',
});

function sourceKey(step: DescribedStep): string {
  const { from, to } = sourceVersions(step);
  return [step.after?.source.name ?? step.change.name, from, to].join(' ');
}

async function changelogOf(
  step: DescribedStep,
  options: ChangelogOptions,
  online: OnlineChangelogs,
  leftMs: number,
): Promise<Found> {
  if (leftMs <= 0) return { absent: 'There was no time left to fetch it. Ask for fewer packages.' };
  const whole = (await localChangelog(step, options)) ?? (await online.read(step.change, leftMs));
  if (typeof whole !== 'string') return whole;
  const versions = sourceVersions(step);
  const entries = await entriesBetween(parseEntries(whole), versions, options.isLater);
  return entries.length > 0
    ? { text: entries.map(({ text }) => `${text}\n`).join('\n') }
    : { absent: `The changelog has no entry after ${versions.from} up to ${versions.to}.` };
}

async function localChangelog(step: DescribedStep, { fetches, archives, env }: ChangelogOptions) {
  const path = await localDeb(step.change, fetches, archives);
  return path === null ? null : changelogInDeb(path, step.change.name, env);
}
