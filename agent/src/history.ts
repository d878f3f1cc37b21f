import { dirname } from 'node:path';
import { endOfHistory, readHistory } from './probe/history/index.ts';
import type { PackagesProbe } from './probe/packages/index.ts';
import { LocalHistory, type LocalHistoryOptions } from './report/local-history.ts';
import { watchChanges } from './watch/watch.ts';

/** Tells of runs of apt by others as soon as they have ended. Gives the way to stop it. */
export async function watchHistory(
  probe: PackagesProbe,
  options: Omit<LocalHistoryOptions, 'reader'>,
): Promise<() => void> {
  const history = new LocalHistory({
    ...options,
    reader: {
      end: async () => withPath(await probe.historyLog(), endOfHistory),
      since: async (place) =>
        (await withPath(await probe.historyLog(), (path) => readHistory(path, place))) ?? {
          entries: [],
          place,
        },
    },
  });
  const path = await probe.historyLog();
  const onChange = () => void history.check();
  const stop = watchChanges({ directories: path ? [dirname(path)] : [], locks: [], onChange });
  onChange();
  return stop;
}

const withPath = async <T>(path: string | null, use: (path: string) => Promise<T>): Promise<T | null> =>
  path === null ? null : use(path);
