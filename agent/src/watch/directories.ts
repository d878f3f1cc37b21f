import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Watches the entries of directories, also of those that appear later or are replaced. */
export class Directories {
  readonly #wanted: readonly string[];
  readonly #onEvent: () => void;
  #watchers: FSWatcher[] = [];

  constructor(wanted: readonly string[], onEvent: () => void) {
    this.#wanted = wanted;
    this.#onEvent = onEvent;
    this.arm();
  }

  /**
   * Watches what is there now; for what is missing, the entry of its nearest parent that leads to it, so that a busy
   * parent is not heard. To be called after events: a watch stays with a directory that was replaced, and inode numbers
   * are used again, so every watch is made anew.
   */
  arm(): void {
    const before = this.#watchers;
    const places = this.#wanted.map(nearest);
    const paths = [...new Set(places.map(({ path }) => path))];
    this.#watchers = paths.flatMap((path) => this.#watch(path, entriesThatMatter(path, places)) ?? []);
    for (const watcher of before) watcher.close();
    const cameMeanwhile = this.#wanted.some((path, at) => nearest(path).path !== places[at]?.path);
    if (cameMeanwhile) this.#onEvent();
  }

  close(): void {
    for (const watcher of this.#watchers) watcher.close();
    this.#watchers = [];
  }

  /** Null when it is gone again, unreadable, or no watch is left: the regular poll then sees its changes. */
  #watch(path: string, entries: ReadonlySet<string> | null): FSWatcher | null {
    try {
      const watcher = watch(path, (_, name) => {
        if (!entries || name === null || entries.has(name)) this.#onEvent();
      });
      watcher.on('error', () => watcher.close());
      return watcher;
    } catch {
      return null;
    }
  }
}

/** The directory to watch for a path; `missing` is the entry in it that is not there yet, null when nothing is missing. */
interface Place {
  readonly path: string;
  readonly missing: string | null;
}

function nearest(path: string): Place {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return { path, missing: null };
  const parent = dirname(path);
  if (parent === path) return { path, missing: null };
  const place = nearest(parent);
  return place.path === parent ? { path: parent, missing: basename(path) } : place;
}

/** Null for every entry. What happens to the directory itself comes under its own name. */
function entriesThatMatter(path: string, places: readonly Place[]): ReadonlySet<string> | null {
  const here = places.filter((place) => place.path === path).map(({ missing }) => missing);
  return here.includes(null) ? null : new Set([basename(path), ...here.flatMap((name) => name ?? [])]);
}
