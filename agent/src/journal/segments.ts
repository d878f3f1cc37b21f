import { redact } from '../domain/redact.ts';

/** A line is redacted as a whole; a longer one in pieces of this many bytes, counted from its beginning. */
export const SEGMENT_BYTES = 64 * 1024;

const LINE_FEED = 10;

/**
 * Redacts the segments at the beginning of `raw`, which begins with a segment, without changing their length. The last one is
 * left out unless it is complete or `isEnd` says that no more will come.
 */
export function redactSegments(raw: Buffer, isEnd: boolean): Buffer {
  const pieces: string[] = [];
  for (let start = 0; start < raw.length; ) {
    const lineFeed = raw.subarray(start, start + SEGMENT_BYTES).indexOf(LINE_FEED);
    let end = start + (lineFeed < 0 ? SEGMENT_BYTES : lineFeed + 1);
    if (end > raw.length) {
      if (!isEnd) break;
      end = raw.length;
    }
    pieces.push(redact(raw.toString('latin1', start, end)));
    start = end;
  }
  return Buffer.from(pieces.join(''), 'latin1');
}
