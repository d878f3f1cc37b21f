import { expect, test } from 'vitest';
import { RecentPieces } from '../../src/logs/recent-pieces.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (pieces: Uint8Array[] | null) => pieces && Buffer.concat(pieces).toString();

test('gives what it has in order, cut where it was asked for', () => {
  const recent = new RecentPieces(100);
  recent.add('a', 0, bytes('one '));
  recent.add('b', 0, bytes('other'));
  recent.add('a', 4, bytes('two'));
  expect(text(recent.read('a', 0, 7))).toBe('one two');
  expect(text(recent.read('a', 2, 6))).toBe('e tw');
  expect(text(recent.read('b', 0, 5))).toBe('other');
  expect(recent.read('a', 0, 8)).toBeNull();
  expect(recent.read('c', 0, 1)).toBeNull();
});

test('beyond its limit the oldest pieces are gone, of whichever log', () => {
  const recent = new RecentPieces(8);
  recent.add('a', 0, bytes('1234'));
  recent.add('b', 0, bytes('xy'));
  recent.add('a', 4, bytes('5678'));
  expect(recent.read('a', 0, 8)).toBeNull();
  expect(text(recent.read('a', 4, 8))).toBe('5678');
  expect(text(recent.read('b', 0, 2))).toBe('xy');
  recent.add('b', 2, bytes('a piece larger than all'));
  expect(recent.read('b', 2, 4)).toBeNull();
});

test('a log that begins anew is not mixed with what it was', () => {
  const recent = new RecentPieces(100);
  recent.add('a', 0, bytes('old text'));
  recent.forget('a');
  recent.add('a', 0, bytes('new'));
  expect(text(recent.read('a', 0, 3))).toBe('new');
  expect(recent.read('a', 0, 8)).toBeNull();
});
