import { expect, test } from 'vitest';
import { resumeFrom, worthTelling } from '../../../src/api/stream/changes.ts';
import type { Change } from '../../../src/domain/rows.ts';

const change = (seq: number, type: Change['type'], refId: string, machineId = 'a'): Change => ({
  seq,
  type,
  refId,
  machineId,
});

test.each([
  [undefined, 42],
  ['', 42],
  ['0', 0],
  ['41', 41],
  ['42', 42],
  ['43', null],
  ['-1', null],
  ['1e1', null],
  ['99999999999999999999', null],
  ['nonsense', null],
])('a client that last saw %s', (lastEventId, expected) => {
  expect(resumeFrom(lastEventId, { lastSeq: () => 42 })).toBe(expected);
});

test('of several changes of one thing only the last is told; every event is', () => {
  const changes = [
    change(1, 'machine', 'a'),
    change(2, 'event', 'e1'),
    change(3, 'machine', 'a'),
    change(4, 'event', 'e2'),
    change(5, 'execution', 'x'),
    change(6, 'execution', 'x'),
  ];
  expect(worthTelling(changes, undefined).map(({ seq }) => seq)).toEqual([2, 3, 4, 6]);
});

test('who follows one machine is told of no other', () => {
  const changes = [change(1, 'machine', 'a', 'a'), change(2, 'machine', 'b', 'b')];
  expect(worthTelling(changes, 'b').map(({ seq }) => seq)).toEqual([2]);
});
