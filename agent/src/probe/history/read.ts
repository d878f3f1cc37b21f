import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import type { HistoryEntry, HistoryPlace } from '../../domain/history.ts';
import { isErrno } from '../../host/files.ts';
import { gunzip } from '../../host/gunzip.ts';
import { parseHistory } from './parse.ts';

/** What was there is gone, closed to us, damaged or too large. */
const NOT_TO_BE_HAD = ['ENOENT', 'EACCES', 'ERR_BUFFER_TOO_LARGE', 'Z_DATA_ERROR', 'Z_BUF_ERROR'];

const MARK_BYTES = 512;
const ROTATED_BYTES = 64 * 1024 * 1024;
/** Of a log that has grown by more than this since the last look the oldest part is passed over. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Where the log ends now: whoever begins here hears only of what comes. Null when there is none. */
export async function endOfHistory(path: string): Promise<HistoryPlace | null> {
  const text = await readTail(path);
  return text && placeAt(text.bytes, text.bytes.length, text.from);
}

/** The runs since a place, oldest first, and the place behind them. What logrotate has moved away since is read from there. */
export async function readHistory(
  path: string,
  place: HistoryPlace | null,
): Promise<{ entries: HistoryEntry[]; place: HistoryPlace | null }> {
  const now = await readTail(path);
  if (!now) return { entries: [], place };
  const isSame = place === null || isAt(place, now);
  const earlier = isSame ? [] : parseHistory(await rotated(path, place)).entries;
  const start = isSame && place ? Math.max(0, place.offset - now.from) : 0;
  const { entries, length } = parseHistory(now.bytes.subarray(start));
  return { entries: [...earlier, ...entries], place: placeAt(now.bytes, start + length, now.from) };
}

/** The end of a file, and at which byte of it that begins. */
interface Tail {
  readonly bytes: Buffer;
  readonly from: number;
}

async function readTail(path: string): Promise<Tail | null> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const from = Math.max(0, size - MOST_BYTES);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
      return { bytes: buffer.subarray(0, bytesRead), from };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isErrno(error, ...NOT_TO_BE_HAD)) return null;
    throw error;
  }
}

/** What has come after the place in the file that logrotate made of the log; nothing when it is not to be had. */
async function rotated(path: string, place: HistoryPlace): Promise<Buffer> {
  for (const tail of [await readTail(`${path}.1`), await unpack(`${path}.1.gz`)])
    if (tail && isAt(place, tail)) return tail.bytes.subarray(Math.max(0, place.offset - tail.from));
  return Buffer.alloc(0);
}

async function unpack(path: string): Promise<Tail | null> {
  try {
    const bytes = await gunzip(await readFile(path), ROTATED_BYTES);
    return { bytes, from: 0 };
  } catch (error) {
    if (isErrno(error, ...NOT_TO_BE_HAD)) return null;
    throw error;
  }
}

/** Whether the place is one of this file. Of a file that has outgrown what is read of it, it is believed. */
const isAt = ({ offset, mark }: HistoryPlace, { bytes, from }: Tail): boolean =>
  (from > 0 && offset - from < MARK_BYTES) ||
  (offset - from <= bytes.length && markAt(bytes, offset - from) === mark);

const placeAt = (bytes: Buffer, end: number, from: number): HistoryPlace => ({
  offset: from + end,
  mark: markAt(bytes, end),
});

const markAt = (bytes: Buffer, end: number): string =>
  createHash('sha256')
    .update(bytes.subarray(Math.max(0, end - MARK_BYTES), end))
    .digest('hex');
