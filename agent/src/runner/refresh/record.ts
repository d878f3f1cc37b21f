import { fits, type SourceRefresh } from '@suivi/shared';
import { RefreshRecord, sourceKey } from '../../domain/refresh-record.ts';
import { readPlainFile, writeWhole } from '../../host/files.ts';

const MAX_BYTES = 16 * 1024 * 1024;

/** Notes how each source fared in a refresh that ended at `checkedAt`. Sources that are configured no more are forgotten. */
export async function recordRefresh(
  path: string,
  sources: readonly SourceRefresh[],
  checkedAt: string,
): Promise<void> {
  const record = nextRecord(await readRecord(path), sources, checkedAt);
  await writeWhole(path, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o644 });
}

/** The record after a refresh: the last success stays from before where this one failed. */
function nextRecord(
  before: RefreshRecord,
  sources: readonly SourceRefresh[],
  checkedAt: string,
): RefreshRecord {
  const earlier = new Map(before.sources.map((source) => [sourceKey(source), source.lastSuccessAt]));
  return {
    sources: sources.map(({ uri, suite, ok, error }) => ({
      uri,
      suite,
      ok,
      checkedAt,
      lastSuccessAt: ok ? checkedAt : (earlier.get(sourceKey({ uri, suite })) ?? null),
      ...(error === undefined ? {} : { error }),
    })),
  };
}

/** A damaged record is as good as none: the next refresh writes it anew. */
async function readRecord(path: string): Promise<RefreshRecord> {
  try {
    const value: unknown = JSON.parse(await readPlainFile(path, MAX_BYTES));
    if (fits(RefreshRecord, value)) return value;
  } catch {
    // There is none, or it is damaged.
  }
  return { sources: [] };
}
