import { open } from 'node:fs/promises';
import { isErrno } from '../../host/files.ts';
import { type Position, parseStatusLine } from './parse-status.ts';

const READ_BYTES = 64 * 1024;
/** Of a file that has grown by more since the last look only the end is read: where a run is now stands there. */
const MOST_BYTES = 256 * 1024;

/** Follows the growing status file of a run. */
export class StatusFile {
  readonly #path: string;
  #offset = 0;
  #rest = '';
  #position: Position | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /** Reads what has come since the last time; gives where the run is, null before its first line. */
  async read(): Promise<Position | null> {
    let file: Awaited<ReturnType<typeof open>>;
    try {
      file = await open(this.#path);
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return null;
      throw error;
    }
    try {
      const { size } = await file.stat();
      if (size - this.#offset > MOST_BYTES) this.#skipTo(size - MOST_BYTES);
      const buffer = Buffer.alloc(READ_BYTES);
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, READ_BYTES, this.#offset);
        if (bytesRead === 0) return this.#position;
        this.#offset += bytesRead;
        this.#take(buffer.toString('latin1', 0, bytesRead));
      }
    } finally {
      await file.close();
    }
  }

  #skipTo(offset: number): void {
    this.#offset = offset;
    this.#rest = '';
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()?.slice(-1000) ?? '';
    for (const line of lines) this.#position = parseStatusLine(line, this.#position) ?? this.#position;
  }
}
