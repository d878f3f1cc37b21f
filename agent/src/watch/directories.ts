import { type FSWatcher, statSync, watch } from 'node:fs';
import { dirname } from 'node:path';

interface Watched {
  readonly inode: number;
  readonly watcher: FSWatcher;
}

/** Watches the entries of directories, also of those that appear later or are replaced. */
export class Directories {
  readonly #wanted: readonly string[];
  readonly #onEvent: () => void;
  readonly #watched = new Map<string, Watched>();

  constructor(wanted: readonly string[], onEvent: () => void) {
    this.#wanted = wanted;
    this.#onEvent = onEvent;
    this.arm();
  }

  /** Watches what is there now; for what is missing, its nearest parent. To be called again after events. */
  arm(): void {
    const present = new Map<string, number>();
    for (const path of this.#wanted) {
      const found = nearest(path);
      if (found) present.set(found.path, found.inode);
    }
    for (const [path, { inode }] of this.#watched) if (present.get(path) !== inode) this.#drop(path);
    for (const [path, inode] of present) if (!this.#watched.has(path)) this.#add(path, inode);
  }

  close(): void {
    for (const path of this.#watched.keys()) this.#drop(path);
  }

  #add(path: string, inode: number): void {
    try {
      const watcher = watch(path, this.#onEvent);
      watcher.on('error', () => this.#drop(path));
      this.#watched.set(path, { inode, watcher });
    } catch {
      // Gone again, unreadable, or no inotify watch left: the regular poll sees its changes.
    }
  }

  #drop(path: string): void {
    this.#watched.get(path)?.watcher.close();
    this.#watched.delete(path);
  }
}

function nearest(path: string): { path: string; inode: number } | null {
  for (let at = path; ; at = dirname(at)) {
    const found = statSync(at, { throwIfNoEntry: false });
    if (found?.isDirectory()) return { path: at, inode: found.ino };
    if (at === dirname(at)) return null;
  }
}
