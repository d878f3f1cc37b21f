import { readdir, rename, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno, makeDirectory, removeFile } from '../host/files.ts';
import type { OutboxBounds } from './bounds.ts';
import { messagePath, sequenceOf } from './message-file.ts';

interface KeptFile {
  readonly seq: number;
  readonly bytes: number;
  readonly deliveredAt: number;
}

/** Delivered messages, kept for a while because a collector restored from a backup asks for them again. */
export class Kept {
  readonly directory: string;
  readonly #bounds: OutboxBounds;
  #files: KeptFile[];

  private constructor(directory: string, bounds: OutboxBounds, files: KeptFile[]) {
    this.directory = directory;
    this.#bounds = bounds;
    this.#files = files;
  }

  /** Opens the directory; names that are not ours go to `onForeign`. */
  static async open(
    directory: string,
    bounds: OutboxBounds,
    onForeign: (path: string) => Promise<void>,
  ): Promise<Kept> {
    await makeDirectory(directory);
    const files: KeptFile[] = [];
    for (const name of (await readdir(directory)).sort()) {
      const seq = sequenceOf(name);
      if (seq === null) await onForeign(join(directory, name));
      else files.push({ seq, ...(await measure(messagePath(directory, seq))) });
    }
    const kept = new Kept(directory, bounds, files);
    await kept.#prune();
    return kept;
  }

  get highestSeq(): number {
    return this.#files.at(-1)?.seq ?? 0;
  }

  /** Takes over the file of a delivered message. */
  async add(seq: number, from: string): Promise<void> {
    const now = new Date();
    try {
      await utimes(from, now, now);
      await rename(from, messagePath(this.directory, seq));
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return;
      throw error;
    }
    this.#files.push({ seq, ...(await measure(messagePath(this.directory, seq))) });
    this.#files.sort((a, b) => a.seq - b.seq);
    await this.#prune();
  }

  /** Gives up every message above a sequence: the caller has to move the files away. */
  removeAbove(seq: number): number[] {
    const above = this.#files.filter((file) => file.seq > seq).map((file) => file.seq);
    this.#files = this.#files.filter((file) => file.seq <= seq);
    return above;
  }

  async #prune(): Promise<void> {
    const { keptMessages, keptBytes, keptMs } = this.#bounds;
    const oldest = Date.now() - keptMs;
    let bytes = this.#files.reduce((sum, file) => sum + file.bytes, 0);
    while (this.#files.length > 0) {
      const [first] = this.#files as [KeptFile];
      if (this.#files.length <= keptMessages && bytes <= keptBytes && first.deliveredAt >= oldest) return;
      await removeFile(messagePath(this.directory, first.seq));
      this.#files.shift();
      bytes -= first.bytes;
    }
  }
}

async function measure(path: string): Promise<Omit<KeptFile, 'seq'>> {
  const { size, mtimeMs } = await stat(path);
  return { bytes: size, deliveredAt: mtimeMs };
}
