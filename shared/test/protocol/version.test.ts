import { expect, test } from 'vitest';
import { negotiate } from '../../src/protocol/version.ts';

test.each([
  [{ min: 1, max: 1 }, { min: 1, max: 1 }, 1],
  [{ min: 1, max: 3 }, { min: 2, max: 5 }, 3],
  [{ min: 2, max: 5 }, { min: 1, max: 2 }, 2],
  [{ min: 1, max: 1 }, { min: 2, max: 3 }, null],
  [{ min: 4, max: 5 }, { min: 1, max: 3 }, null],
  [{ min: 3, max: 1 }, { min: 1, max: 5 }, null],
])('%o and %o speak %s', (ours, theirs, version) => {
  expect(negotiate(ours, theirs)).toBe(version);
});
