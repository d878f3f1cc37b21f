import { type FSWatcher, watch } from 'node:fs';

/** Tells of changes in directories. Where the system has no watches left, the lookout's own looks must do. */
export class DirectoryWatcher {
  readonly #watchers = new Map<string, FSWatcher>();

  /** Watches a directory until `stop`. Calls once at the beginning, for what changed before. False: it cannot be watched now. */
  watch(directory: string, onChange: () => void): boolean {
    if (this.#watchers.has(directory)) return true;
    try {
      const watcher = watch(directory, { persistent: false }, onChange);
      watcher.on('error', () => this.stop(directory));
      this.#watchers.set(directory, watcher);
      onChange();
      return true;
    } catch {
      // It is not there yet, or there are too many watches.
      return false;
    }
  }

  stop(directory: string): void {
    this.#watchers.get(directory)?.close();
    this.#watchers.delete(directory);
  }

  close(): void {
    for (const directory of [...this.#watchers.keys()]) this.stop(directory);
  }
}
