import { fits } from '@suivi/shared';
import { RefreshRecord } from '../domain/refresh-record.ts';
import { readPlainFile } from '../host/files.ts';

const RECORD_BYTES = 16 * 1024 * 1024;

/** When the runner last refreshed, successfully or not, by its record; null when nothing tells. */
export async function lastRefresh(recordPath: string): Promise<Date | null> {
  try {
    const record: unknown = JSON.parse(await readPlainFile(recordPath, RECORD_BYTES));
    if (!fits(RefreshRecord, record)) return null;
    const [newest] = record.sources
      .map(({ checkedAt }) => checkedAt)
      .sort()
      .reverse();
    return newest ? new Date(newest) : null;
  } catch {
    return null;
  }
}
