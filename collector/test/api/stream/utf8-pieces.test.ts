import { expect, test } from 'vitest';
import { wholeCharacters } from '../../../src/api/stream/utf8-pieces.ts';

test('cuts no character of one to four bytes, wherever the piece ends', () => {
  const text = 'aé€😀é€a';
  const bytes = Buffer.from(text);
  for (let end = 0; end <= bytes.length; end++) {
    const piece = bytes.subarray(0, end);
    const length = wholeCharacters(piece);
    expect(end - length).toBeLessThan(4);
    const head = piece.subarray(0, length).toString();
    expect(text.startsWith(head), `${end} bytes`).toBe(true);
    expect(head).not.toContain('\ufffd');
  }
});

test.each([
  ['stray continuation bytes', [0x80, 0x80, 0x80, 0x80]],
  ['a byte that no text has', [0x61, 0xff, 0x62]],
])('lets %s pass', (_what, bytes) => {
  expect(wholeCharacters(Uint8Array.from(bytes))).toBe(bytes.length);
});
