import type { BigIntStats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { release } from 'node:os';
import { dirname, join } from 'node:path';
import { contentHash } from '@suivi/shared';
import type { AptLayout } from './layout.ts';
import { dpkgJournal } from './read-dpkg.ts';
import { successStamp } from './read-sources.ts';
import { rebootMarkers } from './reboot.ts';

/** The folders of whose entries an analysis depends on each one. */
const folders = (layout: AptLayout): string[] => [
  dpkgJournal(layout),
  layout.lists,
  layout.sourceParts,
  layout.preferencesParts,
];

const files = (layout: AptLayout): string[] => [
  layout.status,
  layout.extendedStates,
  layout.sourceList,
  layout.preferences,
  successStamp(layout),
  ...Object.values(rebootMarkers(layout)),
];

/** Files that are not apt's, on which an analysis depends as well. */
interface OwnFiles {
  readonly refreshRecord?: string | undefined;
  readonly policy?: string | undefined;
}

const given = (...paths: readonly (string | undefined)[]): string[] => paths.flatMap((path) => path ?? []);

const DAY_MS = 24 * 60 * 60_000;

/** Entries that come and go while apt works and tell nothing. */
const TRANSIENT = /^(lock|partial|auxfiles|tmp\.i)$/;

/** What changes when apt's settings do: a new layout must then be read. */
export const configurationFingerprint = ({ configuration }: AptLayout): Promise<string> =>
  marks(configuration, configuration).then(contentHash);

/**
 * A hash over everything that an analysis depends on, made of the files' sizes and times alone: nothing is run and
 * no content read. Equal fingerprints mean that the last analysis still holds. The running kernel and the day are
 * part of it, because a reboot ends a reason for one, and lists expire without any change.
 */
export async function inputFingerprint(
  layout: AptLayout,
  own: OwnFiles = {},
  now: number = Date.now(),
): Promise<string> {
  const found = await marks(
    [...files(layout), ...layout.configuration, ...given(own.refreshRecord, own.policy)],
    [...folders(layout), ...layout.configuration],
  );
  return contentHash({ found, kernel: release(), day: Math.floor(now / DAY_MS) });
}

async function marks(paths: readonly string[], dirs: readonly string[]): Promise<string[][]> {
  const entries = await Promise.all(dirs.map(entriesOf));
  const all = [...new Set([...paths, ...entries.flat()])];
  return Promise.all(all.map(async (path) => [path, await markOf(path)]));
}

async function entriesOf(dir: string): Promise<string[]> {
  const names = await readdir(dir).catch((): string[] => []);
  return names
    .filter((name) => !TRANSIENT.test(name))
    .sort()
    .map((name) => join(dir, name));
}

async function markOf(path: string): Promise<string> {
  const stats: BigIntStats | null = await stat(path, { bigint: true }).catch(() => null);
  if (!stats) return 'absent';
  return stats.isDirectory() ? 'folder' : [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' ');
}

/**
 * The folders in which a change of any entry may change the analysis, existing or not, without doubles; and the policy file,
 * for nothing else in its folder matters.
 */
export const watchTargets = (layout: AptLayout, { refreshRecord, policy }: OwnFiles = {}): string[] => [
  ...new Set([
    ...folders(layout),
    ...files(layout).map((path) => dirname(path)),
    ...layout.configuration.map((path) => dirname(path)),
    ...layout.configuration.filter((path) => path.endsWith('.d')),
    ...given(refreshRecord).map((path) => dirname(path)),
    ...given(policy),
  ]),
];
