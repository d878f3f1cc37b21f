import { type FileHandle, open, stat } from 'node:fs/promises';
import type { RunResult } from '@suivi/shared';
import { isErrno } from '../host/files.ts';
import { RunningHash } from './running-hash.ts';
import { redactSegments, SEGMENT_BYTES } from './segments.ts';

const NOTHING = Buffer.alloc(0);
const DIGEST_READ_BYTES = 1024 * 1024;
const LINE_FEED = 10;

/**
 * A run's log as it leaves the machine. Redaction keeps the length, so an offset here is an offset in the file, and any part
 * can be read again at any time with the same answer.
 */
export class RedactedLog {
  readonly #path: string;
  readonly #limitBytes: number;
  #file: Promise<FileHandle> | null = null;
  #readers = 0;
  /** The file had at least this size. */
  #seenSize = 0;
  #isUnwanted = false;
  /** Bytes from the start of a line up to where it is known to have no end yet: spares looking back over a very long line. */
  #line = { start: 0, lookedTo: 0 };
  /** What is read in order from the beginning is hashed on the way. */
  readonly #hash = new RunningHash();

  /** Of a log larger than `limitBytes` only so much is read. */
  constructor(path: string, limitBytes: number) {
    this.#path = path;
    this.#limitBytes = limitBytes;
  }

  /** At most `maxBytes` from an offset on; empty when there is no more, or only part of a line. With `isEnd` that part counts. */
  async read(offset: number, maxBytes: number, isEnd: boolean): Promise<Buffer> {
    const bytes = await this.#withFile(NOTHING, async (file) => {
      const size = await this.#sizeUpTo(file, offset + maxBytes + SEGMENT_BYTES);
      const length = Math.min(maxBytes, Math.min(size, this.#limitBytes) - offset);
      if (length <= 0) return NOTHING;
      const start = await this.#segmentStart(file, offset);
      const whole = await redactedRange(file, { start, end: offset + length, size, isEnd });
      if (whole.length > offset - start) return whole.subarray(offset - start);
      // There was only room for a part of a segment, which is redacted with its rest.
      const end = Math.min(size, offset + length + SEGMENT_BYTES);
      const more = await redactedRange(file, { start, end, size, isEnd });
      return more.subarray(offset - start, offset - start + length);
    });
    this.#hash.add(offset, bytes);
    this.#noteLines(offset, bytes);
    return bytes;
  }

  /** The size and hash of what is sent of a log that has ended. */
  async describe(): Promise<RunResult['log']> {
    while ((await this.read(this.#hash.bytes, DIGEST_READ_BYTES, true)).length > 0);
    const size = await this.#wholeSize();
    // What is gone cannot be sent any more: nobody is to wait for it.
    const { bytes, sha256 } = size > 0 ? this.#hash : new RunningHash();
    return { bytes, sha256, truncated: size > bytes };
  }

  /** How many bytes are sent of a log that has ended. */
  async size(): Promise<number> {
    return Math.min(await this.#wholeSize(), this.#limitBytes);
  }

  /** Lets go of the file, once nobody reads it, until it is read again. */
  async close(): Promise<void> {
    this.#isUnwanted = this.#readers > 0;
    if (this.#readers === 0) await this.#letGo();
  }

  async #letGo(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    this.#seenSize = 0;
    this.#isUnwanted = false;
    await (await file)?.close();
  }

  /** Of the file that is open, also when its folder is gone: what was begun can be sent to its end. */
  async #wholeSize(): Promise<number> {
    if (this.#file) return this.#withFile(0, async (file) => (await file.stat()).size);
    try {
      return (await stat(this.#path)).size;
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return 0;
      throw error;
    }
  }

  /** Spares the next read, which mostly goes on from here, looking back for its line. */
  #noteLines(offset: number, bytes: Buffer): void {
    const { start, lookedTo } = this.#line;
    if (offset !== lookedTo || bytes.length === 0) return;
    const lineFeed = bytes.lastIndexOf(LINE_FEED);
    this.#line = { start: lineFeed < 0 ? start : offset + lineFeed + 1, lookedTo: offset + bytes.length };
  }

  async #segmentStart(file: FileHandle, offset: number): Promise<number> {
    const lineStart = await this.#lineStart(file, offset);
    this.#line = { start: lineStart, lookedTo: offset };
    return offset - ((offset - lineStart) % SEGMENT_BYTES);
  }

  /** Looks back for the end of the line before. */
  async #lineStart(file: FileHandle, offset: number): Promise<number> {
    const { start, lookedTo } = this.#line;
    const isKnown = start <= offset && lookedTo <= offset;
    const lowest = isKnown ? lookedTo : 0;
    // Nearly always the byte before is the end of a line.
    for (let end = offset, step = 1; end > lowest; step = SEGMENT_BYTES) {
      const from = Math.max(lowest, end - step);
      const at = (await readRange(file, from, end)).lastIndexOf(LINE_FEED);
      if (at >= 0) return from + at + 1;
      end = from;
    }
    return isKnown ? start : 0;
  }

  /** The size of the file, or a part of it that is at least so large: a log only grows. */
  async #sizeUpTo(file: FileHandle, enough: number): Promise<number> {
    if (this.#seenSize < enough) this.#seenSize = (await file.stat()).size;
    return this.#seenSize;
  }

  async #withFile<T>(absent: T, use: (file: FileHandle) => Promise<T>): Promise<T> {
    this.#readers += 1;
    try {
      this.#file ??= open(this.#path);
      return await use(await this.#file);
    } catch (error) {
      await this.#letGo().catch(() => undefined);
      if (isErrno(error, 'ENOENT')) return absent;
      throw error;
    } finally {
      this.#readers -= 1;
      if (this.#isUnwanted && this.#readers === 0) await this.#letGo();
    }
  }
}

interface Range {
  /** Where a segment begins. */
  readonly start: number;
  readonly end: number;
  /** Of the whole file. */
  readonly size: number;
  readonly isEnd: boolean;
}

async function redactedRange(file: FileHandle, { start, end, size, isEnd }: Range): Promise<Buffer> {
  return redactSegments(await readRange(file, start, end), isEnd && end === size);
}

async function readRange(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(end - start);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
  return buffer.subarray(0, bytesRead);
}
