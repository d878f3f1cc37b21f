import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { RunResult } from '@suivi/shared';
import { isErrno } from '../host/files.ts';
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
  /** Bytes from the start of a line up to where it is known to have no end yet: spares looking back over a very long line. */
  #line = { start: 0, lookedTo: 0 };

  /** Of a log larger than `limitBytes` only so much is read. */
  constructor(path: string, limitBytes: number) {
    this.#path = path;
    this.#limitBytes = limitBytes;
  }

  /** At most `maxBytes` from an offset on; empty when there is no more, or only part of a line. With `isEnd` that part counts. */
  async read(offset: number, maxBytes: number, isEnd: boolean): Promise<Buffer> {
    return this.#withFile(NOTHING, async (file, size) => {
      const length = Math.min(maxBytes, Math.min(size, this.#limitBytes) - offset);
      if (length <= 0) return NOTHING;
      const start = await this.#segmentStart(file, offset);
      const end = Math.min(size, offset + length + SEGMENT_BYTES);
      const redacted = redactSegments(await readRange(file, start, end), isEnd && end === size);
      return redacted.subarray(offset - start, offset - start + length);
    });
  }

  /** The size and hash of what is sent of a log that has ended. */
  async describe(): Promise<RunResult['log']> {
    const hash = createHash('sha256');
    let bytes = 0;
    for (;;) {
      const part = await this.read(bytes, DIGEST_READ_BYTES, true);
      if (part.length === 0) break;
      hash.update(part);
      bytes += part.length;
    }
    const size = await this.#withFile(0, async (_, whole) => whole);
    return { bytes, sha256: hash.digest('hex'), truncated: size > bytes };
  }

  /** How many bytes are sent of a log that has ended. */
  async size(): Promise<number> {
    return this.#withFile(0, async (_, size) => Math.min(size, this.#limitBytes));
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
    for (let end = offset; end > lowest; ) {
      const from = Math.max(lowest, end - SEGMENT_BYTES);
      const at = (await readRange(file, from, end)).lastIndexOf(LINE_FEED);
      if (at >= 0) return from + at + 1;
      end = from;
    }
    return isKnown ? start : 0;
  }

  async #withFile<T>(absent: T, use: (file: FileHandle, size: number) => Promise<T>): Promise<T> {
    let file: FileHandle;
    try {
      file = await open(this.#path);
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return absent;
      throw error;
    }
    try {
      return await use(file, (await file.stat()).size);
    } finally {
      await file.close();
    }
  }
}

async function readRange(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const buffer = Buffer.alloc(end - start);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
  return buffer.subarray(0, bytesRead);
}
