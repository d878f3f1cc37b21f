import { type FSWatcher, statSync, watch } from 'node:fs';
import { dirname } from 'node:path';

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
   * Watches what is there now; for what is missing, its nearest parent. To be called after events: a watch stays with a
   * directory that was replaced, and inode numbers are used again, so every watch is made anew.
   */
  arm(): void {
    const before = this.#watchers;
    this.#watchers = [...new Set(this.#wanted.map(nearest))].flatMap((path) => this.#watch(path) ?? []);
    for (const watcher of before) watcher.close();
  }

  close(): void {
    for (const watcher of this.#watchers) watcher.close();
    this.#watchers = [];
  }

  /** Null when it is gone again, unreadable, or no watch is left: the regular poll then sees its changes. */
  #watch(path: string): FSWatcher | null {
    try {
      const watcher = watch(path, this.#onEvent);
      watcher.on('error', () => watcher.close());
      return watcher;
    } catch {
      return null;
    }
  }
}

function nearest(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() || path === dirname(path) ? path : nearest(dirname(path));
}
