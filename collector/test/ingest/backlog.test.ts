import { beforeEach, expect, test } from 'vitest';
import { Backlog } from '../../src/ingest/backlog.ts';
import type { Reply } from '../../src/ingest/reply.ts';

const KIB = 1024;

class Sender implements Reply {
  paused = false;
  send(): void {}
  pause(): void {
    this.paused = true;
  }
  resume(): void {
    this.paused = false;
  }
}

let backlog: Backlog;
let a: Sender;
let b: Sender;

beforeEach(() => {
  backlog = new Backlog({ allBytes: 100 * KIB, eachBytes: 40 * KIB });
  a = new Sender();
  b = new Sender();
});

test('one that has sent too much pauses, and nobody else', () => {
  backlog.add(a, 50 * KIB);
  backlog.add(b, 10 * KIB);
  expect([a.paused, b.paused]).toEqual([true, false]);
});

test('it goes on when half of its own is done', () => {
  for (let piece = 0; piece < 5; piece++) backlog.add(a, 9 * KIB);
  expect(a.paused).toBe(true);
  for (let piece = 0; piece < 2; piece++) backlog.remove(a, 9 * KIB);
  expect(a.paused).toBe(true);
  backlog.remove(a, 9 * KIB);
  expect(a.paused).toBe(false);
});

test('when all together have sent too much, whoever sends more pauses until half is done', () => {
  const many = Array.from({ length: 7 }, () => new Sender());
  for (const each of many) backlog.add(each, 15 * KIB);
  expect(many.map(({ paused }) => paused)).toEqual([false, false, false, false, false, false, true]);
  for (const each of many.slice(0, 3)) backlog.remove(each, 15 * KIB);
  expect(many[6]?.paused).toBe(true);
  backlog.remove(many[3]!, 15 * KIB);
  expect(many[6]?.paused).toBe(false);
});

test('very many small messages count too', () => {
  for (let count = 0; count < 41; count++) backlog.add(a, 0);
  expect(a.paused).toBe(true);
});

test('what is held counts for its sender, and for all only beyond as much as may wait', () => {
  const many = Array.from({ length: 7 }, () => new Sender());
  for (const each of many) {
    backlog.add(each, 15 * KIB);
    backlog.hold(15 * KIB);
  }
  expect(many.some(({ paused }) => paused)).toBe(false);
  backlog.add(many[0]!, 30 * KIB);
  expect(many.map(({ paused }) => paused)).toEqual([true, false, false, false, false, false, false]);
  for (const each of [a, b]) {
    backlog.add(each, 35 * KIB);
    backlog.hold(35 * KIB);
  }
  backlog.add(new Sender(), 1);
  const late = new Sender();
  backlog.add(late, 1);
  expect(late.paused).toBe(true);
});
