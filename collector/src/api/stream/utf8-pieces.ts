/** The pieces of a text cut anew where characters end. The last one may end inside a character; with `isEnd` it is given as well. */
export async function* wholeTexts(
  pieces: AsyncIterable<string | Buffer>,
  isEnd: boolean,
): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    const bytes = rest.length === 0 ? toBuffer(piece) : Buffer.concat([rest, toBuffer(piece)]);
    const length = wholeCharacters(bytes);
    if (length > 0) yield bytes.subarray(0, length);
    rest = bytes.subarray(length);
  }
  if (isEnd && rest.length > 0) yield rest;
}

/** The length of the longest beginning of the bytes that does not end inside a character. Bytes that are not UTF-8 count as whole. */
export function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}

const toBuffer = (piece: string | Buffer): Buffer => (typeof piece === 'string' ? Buffer.from(piece) : piece);
