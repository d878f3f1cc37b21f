import { expect, test } from 'vitest';
import { wholeCharacters, wholeTexts } from '../../../src/api/stream/utf8-pieces.ts';

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

test.each([true, false])(
  'pieces cut inside characters become pieces of whole ones (end: %s)',
  async (isEnd) => {
    const text = Buffer.from('aé€😀é€a€');
    for (let size = 1; size < text.length; size++) {
      const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
        text.subarray(at * size, (at + 1) * size),
      );
      const cut = [...pieces, Buffer.from([0xe2])];
      const whole: Buffer[] = [];
      for await (const piece of wholeTexts(from(cut), isEnd)) whole.push(piece);
      expect(Buffer.concat(whole)).toEqual(isEnd ? Buffer.concat(cut) : text);
      for (const piece of isEnd ? whole.slice(0, -1) : whole)
        expect(piece.toString()).not.toContain('\ufffd');
    }
  },
);

async function* from(pieces: Buffer[]) {
  yield* pieces;
}
