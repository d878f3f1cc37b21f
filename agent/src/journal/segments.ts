import { findTells, hasSign, redact } from '../domain/redact.ts';

/** A line is redacted as a whole; a longer one in pieces of this many bytes, counted from its beginning. */
export const SEGMENT_BYTES = 64 * 1024;

/** About so much is made a string at a time: V8 allocates larger ones in a much slower way. */
const BLOCK_BYTES = 32 * 1024;
const LINE_FEED = 10;

/**
 * Redacts the segments at the beginning of `raw`, which begins with a segment, without changing their length. The last one is
 * left out unless it is complete or `isEnd` says that no more will come.
 */
export function redactSegments(raw: Buffer, isEnd: boolean): Buffer {
  const complete = raw.subarray(0, isEnd ? raw.length : completeLength(raw));
  let redacted = complete;
  for (let start = 0; start < complete.length; ) {
    const end = blockEnd(complete, start);
    for (const clean of changedSegments(complete.toString('latin1', start, end))) {
      if (redacted === complete) redacted = Buffer.from(complete);
      redacted.write(clean.text, start + clean.at, 'latin1');
    }
    start = end;
  }
  return redacted;
}

/** How many bytes at the beginning are whole segments. */
function completeLength(raw: Buffer): number {
  const lineStart = raw.lastIndexOf(LINE_FEED) + 1;
  return raw.length - ((raw.length - lineStart) % SEGMENT_BYTES);
}

/** Whole lines up to the size of a block, or else one segment. */
function blockEnd(complete: Buffer, start: number): number {
  if (complete.length - start <= BLOCK_BYTES) return complete.length;
  const lineFeed = complete.subarray(start, start + BLOCK_BYTES).lastIndexOf(LINE_FEED);
  return (
    start + (lineFeed < 0 ? segmentLength(complete.subarray(start, start + SEGMENT_BYTES)) : lineFeed + 1)
  );
}

const segmentLength = (bytes: Buffer): number => bytes.indexOf(LINE_FEED) + 1 || bytes.length;

/** The segments of a text in which something was redacted, and where they are. */
function* changedSegments(text: string): Generator<{ at: number; text: string }> {
  const segments = new Map<number, string>();
  findTells(text, (tell) => {
    const lineStart = tell === 0 ? 0 : text.lastIndexOf('\n', tell - 1) + 1;
    const at = tell - ((tell - lineStart) % SEGMENT_BYTES);
    const segment = segments.get(at) ?? segmentAt(text, at);
    segments.set(at, segment);
    return at + segment.length;
  });
  for (const [at, segment] of segments) {
    if (!hasSign(segment)) continue;
    const clean = redact(segment);
    if (clean !== segment) yield { at, text: clean };
  }
}

function segmentAt(text: string, at: number): string {
  const lineFeed = text.slice(at, at + SEGMENT_BYTES).indexOf('\n');
  return text.slice(at, lineFeed < 0 ? at + SEGMENT_BYTES : at + lineFeed + 1);
}
