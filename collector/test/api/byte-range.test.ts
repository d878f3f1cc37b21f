import { expect, test } from 'vitest';
import { byteRange } from '../../src/api/byte-range.ts';

const whole = null;

test.each([
  [undefined, 10, whole],
  ['bytes=0-', 10, { from: 0, to: 10 }],
  ['bytes=0-0', 10, { from: 0, to: 1 }],
  ['bytes=3-5', 10, { from: 3, to: 6 }],
  ['bytes=3-500', 10, { from: 3, to: 10 }],
  ['bytes=-4', 10, { from: 6, to: 10 }],
  ['bytes=-40', 10, { from: 0, to: 10 }],
  ['bytes=9-', 10, { from: 9, to: 10 }],
  ['bytes=10-', 10, 'unsatisfiable'],
  ['bytes=0-', 0, 'unsatisfiable'],
  ['bytes=-0', 10, 'unsatisfiable'],
  ['bytes=-4', 0, 'unsatisfiable'],
  ['bytes=5-3', 10, whole],
  ['bytes=-', 10, whole],
  ['bytes=0-1,3-4', 10, whole],
  ['lines=0-1', 10, whole],
  ['bytes=0x1-', 10, whole],
])('%s of %i bytes', (header, size, expected) => {
  expect(byteRange(header, size)).toEqual(expected);
});
