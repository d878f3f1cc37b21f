import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** From the end of one fsync to the next: each has the journal of the file system written, for which commits of reports wait as well. */
const BETWEEN_SYNCS_MS = 8;

/** A piece of the log at its offset, or the wish to begin anew. */
type Change = { readonly offset: number; readonly bytes: Uint8Array } | 'clear';

interface Waiting {
  readonly change: Change;
  readonly resolve: (size: number) => void;
  readonly reject: (error: unknown) => void;
}

/** Told of what has become durable, in order; of a log that begins anew as soon as the old one is gone. */
export interface LogFileListener {
  /** These bytes stand at this offset of the file. */
  readonly appended: (offset: number, bytes: Uint8Array) => void;
  readonly cleared: () => void;
}

/** One growing log. Pieces that come while the disk is busy, or soon after the last fsync, are written together and share one. */
export class LogFile {
  readonly #path: string;
  readonly #listener: LogFileListener;
  readonly #betweenSyncsMs: number;
  #handle: FileHandle | null = null;
  #size = 0;
  /** As of performance.now. */
  #syncedAt = Number.NEGATIVE_INFINITY;
  #waiting: Waiting[] = [];
  #busy: Promise<void> | null = null;

  constructor(path: string, listener: LogFileListener, betweenSyncsMs: number = BETWEEN_SYNCS_MS) {
    this.#path = path;
    this.#listener = listener;
    this.#betweenSyncsMs = betweenSyncsMs;
  }

  /** Resolves with the durable size once the piece is written, or is known not to fit: an overlap is skipped, a gap changes nothing. */
  append(offset: number, bytes: Uint8Array): Promise<number> {
    return this.#add({ offset, bytes });
  }

  /** Throws everything away that was appended before. */
  async clear(): Promise<void> {
    await this.#add('clear');
  }

  get busy(): boolean {
    return this.#busy !== null;
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

  #add(change: Change): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ change, resolve, reject });
      this.#busy ??= this.#work();
    });
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const tooEarlyMs = this.#syncedAt + this.#betweenSyncsMs - performance.now();
      if (tooEarlyMs > 0) await pause(tooEarlyMs);
      const waiting = this.#waiting.splice(0);
      try {
        const size = await this.#write(waiting.map(({ change }) => change));
        for (const { resolve } of waiting) resolve(size);
      } catch (error) {
        await this.#handle?.close().catch(() => undefined);
        this.#handle = null;
        for (const { reject } of waiting) reject(error);
      }
    }
    this.#busy = null;
  }

  async #write(changes: readonly Change[]): Promise<number> {
    const handle = await this.#open();
    let size = this.#size;
    let pieces: Uint8Array[] = [];
    let done: (() => void)[] = [];
    let isChanged = false;
    for (const change of changes) {
      if (change === 'clear') {
        pieces = [];
        done = [];
        await handle.truncate();
        // At once: what follows may fail, and the old pieces are gone already.
        this.#listener.cleared();
        size = 0;
        isChanged = true;
        continue;
      }
      const { offset, bytes } = change;
      if (offset > size || offset + bytes.length <= size) continue;
      const fresh = bytes.subarray(size - offset);
      const at = size;
      pieces.push(fresh);
      done.push(() => this.#listener.appended(at, fresh));
      size += fresh.length;
      isChanged = true;
    }
    await writeAll(handle, pieces, size - lengthOf(pieces));
    if (isChanged) {
      await handle.datasync();
      this.#syncedAt = performance.now();
    }
    this.#size = size;
    for (const tell of done) tell();
    return size;
  }

  async #open(): Promise<FileHandle> {
    if (this.#handle) return this.#handle;
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o750 });
    const handle = await open(this.#path, 'a+', 0o640).then(async (made) => {
      await made.close();
      return open(this.#path, 'r+');
    });
    // What an earlier attempt or process wrote may not be on the disk yet.
    await handle.datasync();
    this.#size = (await handle.stat()).size;
    this.#handle = handle;
    return handle;
  }
}

const lengthOf = (pieces: readonly Uint8Array[]): number =>
  pieces.reduce((sum, { length }) => sum + length, 0);

async function writeAll(handle: FileHandle, pieces: readonly Uint8Array[], position: number): Promise<void> {
  let rest = pieces;
  let at = position;
  while (rest.length > 0) {
    const { bytesWritten } = await handle.writev(rest, at);
    at += bytesWritten;
    rest = without(rest, bytesWritten);
  }
}

/** The pieces less so many bytes at their beginning. */
function without(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let skip = bytes;
  return pieces.flatMap((piece) => {
    const gone = Math.min(skip, piece.length);
    skip -= gone;
    return gone < piece.length ? [piece.subarray(gone)] : [];
  });
}
