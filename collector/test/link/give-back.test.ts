import { expect, test } from 'vitest';
import { giveBack } from '../../src/link/give-back.ts';

test('memory of its own is given back', () => {
  const message = Buffer.alloc(100_000, 'x');
  giveBack(message);
  expect(message.length).toBe(0);
  expect(message.buffer.byteLength).toBe(0);
});

test.each([
  ['its beginning', 0, 99_999],
  ['its end', 1, 100_000],
])('memory that is shared is left alone, also when it is %s', (_, start, end) => {
  const read = Buffer.alloc(100_000, 'x');
  giveBack(read.subarray(start, end));
  expect(read.toString()).toBe('x'.repeat(100_000));
});
