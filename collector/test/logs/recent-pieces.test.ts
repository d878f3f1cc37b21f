import { expect, test } from 'vitest';
import { RecentPieces } from '../../src/logs/recent-pieces.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** What it has from one byte to another, null when that is not all of it. */
function read(recent: RecentPieces, path: string, from: number, to: number): string | null {
  let text = '';
  while (from + text.length < to) {
    const piece = recent.copy(path, from + text.length, to);
    if (piece === null) break;
    text += piece.toString();
  }
  const isWhole = from + text.length === to;
  expect(recent.has(path, from, to)).toBe(isWhole);
  return isWhole ? text : null;
}

test('gives what it has in order, cut where it was asked for', () => {
  const recent = new RecentPieces(100);
  recent.add('a', 0, bytes('one '));
  recent.add('b', 0, bytes('other'));
  recent.add('a', 4, bytes('two'));
  expect(read(recent, 'a', 0, 7)).toBe('one two');
  expect(read(recent, 'a', 2, 6)).toBe('e tw');
  expect(read(recent, 'b', 0, 5)).toBe('other');
  expect(read(recent, 'a', 0, 8)).toBeNull();
  expect(read(recent, 'c', 0, 1)).toBeNull();
});

test('beyond its limit the oldest pieces are gone, of whichever log', () => {
  const recent = new RecentPieces(10);
  recent.add('a', 0, bytes('1234'));
  recent.add('b', 0, bytes('xy'));
  recent.add('a', 4, bytes('5678'));
  recent.add('a', 8, bytes('9'));
  expect(read(recent, 'a', 0, 8)).toBeNull();
  expect(read(recent, 'a', 4, 9)).toBe('56789');
  expect(read(recent, 'b', 0, 2)).toBe('xy');
  recent.add('b', 2, bytes('a piece larger than all'));
  expect(read(recent, 'b', 2, 4)).toBeNull();
});

test('however the pieces fall into its memory, none is given that another has been written over', () => {
  const recent = new RecentPieces(64);
  const log = Array.from({ length: 3000 }, (_, index) => String.fromCharCode(97 + ((index * 7) % 26))).join(
    '',
  );
  let known = 0;
  for (let at = 0, step = 1; at < log.length; step = (step * 5) % 37) {
    recent.add('a', at, bytes(log.slice(at, at + step)));
    at = Math.min(at + step, log.length);
    for (let from = Math.max(0, at - 70); from < at; from++) {
      const text = read(recent, 'a', from, at);
      if (text === null) continue;
      expect(text).toBe(log.slice(from, at));
      known++;
    }
  }
  expect(known).toBeGreaterThan(log.length / 37);
});

test('of small pieces only so many are kept', () => {
  const recent = new RecentPieces(10_000);
  for (let at = 0; at < 1000; at++) recent.add('a', at, bytes('x'));
  expect(read(recent, 'a', 744, 1000)).toBe('x'.repeat(256));
  expect(read(recent, 'a', 743, 1000)).toBeNull();
});

test('a copy stays what it was', () => {
  const recent = new RecentPieces(4);
  recent.add('a', 0, bytes('old!'));
  const copy = recent.copy('a', 0, 4);
  recent.add('a', 4, bytes('new!'));
  expect(copy?.toString()).toBe('old!');
  expect(read(recent, 'a', 0, 4)).toBeNull();
});

test('a log that begins anew is not mixed with what it was', () => {
  const recent = new RecentPieces(100);
  recent.add('a', 0, bytes('old text'));
  recent.forget('a');
  recent.add('a', 0, bytes('new'));
  expect(read(recent, 'a', 0, 3)).toBe('new');
  expect(read(recent, 'a', 0, 8)).toBeNull();
});
