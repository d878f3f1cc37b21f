import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fits } from '@suivi/shared';
import { RefreshRecord } from '../../domain/refresh-record.ts';
import type { AptLayout } from './layout.ts';
import { parseReleaseHead, type ReleaseHead } from './parse-release-file.ts';
import { parseDeb822Sources, parseListSources, type SourceStanza } from './parse-source-file.ts';
import type { ListEvidence } from './sources.ts';

/** The fields stand before the hash lists, in the first lines. */
const HEAD_BYTES = 4096;

/** The stanzas of every sources file that can be read; apt itself tells of the others. */
export async function readStanzas(layout: AptLayout): Promise<SourceStanza[]> {
  const parts = (await readdir(layout.sourceParts).catch(() => [])).sort();
  const files = [
    layout.sourceList,
    ...parts.filter((name) => /\.(list|sources)$/.test(name)).map((name) => join(layout.sourceParts, name)),
  ];
  const stanzas = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8').catch(() => '');
      return file.endsWith('.sources') ? parseDeb822Sources(text) : parseListSources(text);
    }),
  );
  return stanzas.flat();
}

/** What lies among the lists, by the prefix of each suite; a suite without lists is not in the map. */
export async function readLists(
  { lists }: AptLayout,
  prefixes: readonly string[],
): Promise<Map<string, ListEvidence>> {
  const names = await readdir(lists).catch((): string[] => []);
  const evidence = new Map<string, ListEvidence>();
  for (const prefix of prefixes) {
    const release = [`${prefix}InRelease`, `${prefix}Release`].find((name) => names.includes(name));
    const file = release ?? names.find((name) => name.startsWith(prefix));
    if (!file) continue;
    const path = join(lists, file);
    const changed = await stat(path).catch(() => null);
    evidence.set(prefix, {
      head: release ? await readHead(path) : null,
      changedAt: changed?.ctimeMs ?? 0,
    });
  }
  return evidence;
}

async function readHead(path: string): Promise<ReleaseHead | null> {
  const file = await open(path).catch(() => null);
  if (!file) return null;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return parseReleaseHead(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await file.close();
  }
}

/** The runner's record, or null when there is none that can be read. */
export async function readRefreshRecord(path: string | undefined): Promise<RefreshRecord | null> {
  if (!path) return null;
  try {
    const record: unknown = JSON.parse(await readFile(path, 'utf8'));
    return fits(RefreshRecord, record) ? record : null;
  } catch {
    return null;
  }
}

/** When apt's own hooks last noted a successful refresh (milliseconds), or null. */
export async function readSuccessStamp(layout: AptLayout): Promise<number | null> {
  const stamp = await stat(successStamp(layout)).catch(() => null);
  return stamp?.mtimeMs ?? null;
}

export const successStamp = ({ stateDir }: AptLayout): string =>
  join(stateDir, 'periodic/update-success-stamp');
