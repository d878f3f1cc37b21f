import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

interface Piece {
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly resolve: (size: number) => void;
  readonly reject: (error: unknown) => void;
}

/** One growing log. Pieces that come while the disk is busy are written together and share one fsync. */
export class LogFile {
  readonly #path: string;
  #handle: FileHandle | null = null;
  #size = 0;
  #waiting: Piece[] = [];
  #busy: Promise<void> | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /** Resolves with the durable size once the piece is written, or is known not to fit: an overlap is skipped, a gap changes nothing. */
  append(offset: number, bytes: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ offset, bytes, resolve, reject });
      this.#busy ??= this.#work();
    });
  }

  /** Waits for what is being written. */
  async idle(): Promise<void> {
    await this.#busy;
  }

  /** Waits for what is being written and lets go of the file. */
  async close(): Promise<void> {
    await this.#busy;
    await this.#handle?.close();
    this.#handle = null;
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const pieces = this.#waiting.splice(0);
      try {
        const size = await this.#write(pieces);
        for (const piece of pieces) piece.resolve(size);
      } catch (error) {
        await this.#handle?.close().catch(() => undefined);
        this.#handle = null;
        for (const piece of pieces) piece.reject(error);
      }
    }
    this.#busy = null;
  }

  async #write(pieces: readonly Piece[]): Promise<number> {
    const handle = await this.#open();
    let size = this.#size;
    for (const { offset, bytes } of pieces) {
      if (offset > size || offset + bytes.length <= size) continue;
      const fresh = bytes.subarray(size - offset);
      for (let done = 0; done < fresh.length; ) {
        const { bytesWritten } = await handle.write(fresh, done, fresh.length - done, size + done);
        done += bytesWritten;
      }
      size += fresh.length;
    }
    if (size > this.#size) await handle.datasync();
    this.#size = size;
    return size;
  }

  async #open(): Promise<FileHandle> {
    if (this.#handle) return this.#handle;
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o750 });
    const handle = await open(this.#path, 'a+', 0o640).then(async (made) => {
      await made.close();
      return open(this.#path, 'r+');
    });
    this.#size = (await handle.stat()).size;
    this.#handle = handle;
    return handle;
  }
}
