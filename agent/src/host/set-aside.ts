import { readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isErrno, makeDirectory } from './files.ts';

/** A directory for what cannot be used: nothing blocks the queue, nothing is thrown away unseen, the oldest goes when it is full. */
export class SetAside {
  readonly #directory: string;
  readonly #limit: number;

  private constructor(directory: string, limit: number) {
    this.#directory = directory;
    this.#limit = limit;
  }

  static async open(directory: string, limit: number): Promise<SetAside> {
    await makeDirectory(directory);
    return new SetAside(directory, limit);
  }

  /** Moves a file, directory or link here. False when it was gone already. */
  async move(path: string): Promise<boolean> {
    try {
      await rename(path, this.#place(basename(path)));
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return false;
      throw error;
    }
    await this.#prune();
    return true;
  }

  #place(name: string): string {
    const time = new Date().toISOString().replaceAll(/[^0-9TZ]/g, '');
    return join(this.#directory, `${time}-${process.hrtime.bigint()}-${name.slice(-100)}`);
  }

  async #prune(): Promise<void> {
    const names = (await readdir(this.#directory)).sort();
    for (const name of names.slice(0, Math.max(0, names.length - this.#limit)))
      await rm(join(this.#directory, name), { recursive: true, force: true });
  }
}
