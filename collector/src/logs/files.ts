import { createHash } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { mkdir, open, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { LIMITS } from '@suivi/shared';
import type { LogFiles } from '../domain/logs.ts';
import { LogFile, type LogFileListener } from './log-file.ts';
import { RecentPieces } from './recent-pieces.ts';

/** Files kept open between two pieces; the one used longest ago is closed first. */
const OPEN_FILES = 64;

/** As much as is made a string without using V8's slow way for large ones. */
const PIECE_BYTES = 32 * 1024;

/** Of the newest pieces, for who follows a log: what is under way from two agents. */
const RECENT_BYTES = 2 * LIMITS.logWindowBytes;

/** No machine is called so. */
const ROOM = '.room';

const SAFE = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,79}$/;

const fromDisk = (path: string, from: number, to?: number): ReadStream =>
  createReadStream(path, {
    start: from,
    highWaterMark: PIECE_BYTES,
    ...(to === undefined ? {} : { end: to - 1 }),
  });

/** With one piece of memory for all of the file, which may be large. */
async function digestOf(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  const memory = Buffer.allocUnsafe(PIECE_BYTES);
  let bytes = 0;
  await using handle = await open(path);
  for (;;) {
    const { bytesRead } = await handle.read(memory, 0, PIECE_BYTES, bytes);
    if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') };
    hash.update(memory.subarray(0, bytesRead));
    bytes += bytesRead;
  }
}

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** Raw logs as files under SU_REPORTS_DIR: `raw-logs/<machine>/<execution>.log`. */
export class RawLogFiles implements LogFiles {
  readonly #reportsDir: string;
  readonly #open = new Map<string, LogFile>();
  readonly #recent = new RecentPieces(RECENT_BYTES);

  constructor(reportsDir: string) {
    this.#reportsDir = reportsDir;
  }

  /** @throws TypeError for an id that could leave the folder. */
  path(machineId: string, executionId: string): string {
    if (!SAFE.test(machineId) || !SAFE.test(executionId)) throw new TypeError('not an id');
    return join('raw-logs', machineId, `${executionId}.log`);
  }

  async size(machineId: string, executionId: string): Promise<number> {
    const path = this.#absolute(machineId, executionId);
    await this.#open.get(path)?.idle();
    try {
      return (await stat(path)).size;
    } catch (error) {
      if (isMissing(error)) return 0;
      throw error;
    }
  }

  append(machineId: string, executionId: string, offset: number, bytes: Uint8Array): Promise<number> {
    return this.#file(machineId, executionId).append(offset, bytes);
  }

  async tryRoom(): Promise<void> {
    const path = join(this.#reportsDir, 'raw-logs', ROOM);
    await mkdir(dirname(path), { recursive: true });
    try {
      await writeFile(path, Buffer.alloc(LIMITS.logChunkBytes), { flush: true });
    } finally {
      await unlink(path).catch(() => undefined);
    }
  }

  async digest(machineId: string, executionId: string): Promise<{ bytes: number; sha256: string }> {
    const path = this.#absolute(machineId, executionId);
    await this.#open.get(path)?.idle();
    try {
      return await digestOf(path);
    } catch (error) {
      if (!isMissing(error)) throw error;
      return { bytes: 0, sha256: createHash('sha256').digest('hex') };
    }
  }

  read(machineId: string, executionId: string, from: number, to?: number): NodeJS.ReadableStream {
    if (to !== undefined && to <= from) return Readable.from([]);
    const path = this.#absolute(machineId, executionId);
    if (to !== undefined && this.#recent.has(path, from, to))
      return Readable.from(this.#readRecent(path, from, to));
    return fromDisk(path, from, to);
  }

  /** What newer pieces take the place of while somebody reads slowly comes from the disk. */
  async *#readRecent(path: string, from: number, to: number): AsyncGenerator<Buffer> {
    for (let at = from; at < to; ) {
      const piece = this.#recent.copy(path, at, Math.min(to, at + PIECE_BYTES));
      if (piece === null) return yield* fromDisk(path, at, to);
      yield piece;
      at += piece.length;
    }
  }

  async discard(machineId: string, executionId: string): Promise<void> {
    await this.#file(machineId, executionId).clear();
  }

  /** Throws away a file under SU_REPORTS_DIR and gives how many bytes it had; 0 when there was none. */
  async remove(path: string): Promise<number> {
    const absolute = join(this.#reportsDir, path);
    const file = this.#open.get(absolute);
    this.#open.delete(absolute);
    await file?.close();
    this.#recent.forget(absolute);
    try {
      const { size } = await stat(absolute);
      await unlink(absolute);
      return size;
    } catch (error) {
      if (isMissing(error)) return 0;
      throw error;
    }
  }

  /** Closes every file; what was asked for before is written. */
  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map((file) => file.close()));
    this.#open.clear();
  }

  #remember(path: string): LogFileListener {
    return {
      appended: (offset, bytes) => this.#recent.add(path, offset, bytes),
      cleared: () => this.#recent.forget(path),
    };
  }

  #absolute(machineId: string, executionId: string): string {
    return join(this.#reportsDir, this.path(machineId, executionId));
  }

  #file(machineId: string, executionId: string): LogFile {
    const path = this.#absolute(machineId, executionId);
    const file = this.#open.get(path) ?? new LogFile(path, this.#remember(path));
    this.#open.delete(path);
    this.#open.set(path, file);
    for (const [oldest, old] of this.#open) {
      if (this.#open.size <= OPEN_FILES) break;
      if (old.busy || old === file) continue;
      this.#open.delete(oldest);
      void old.close();
    }
    return file;
  }
}
