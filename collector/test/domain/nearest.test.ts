import { expect, test } from 'vitest';
import { nearest } from '../../src/domain/nearest.ts';

test.each([
  ['SU_PROT', 'SU_PORT'],
  ['SU_HOSTT', 'SU_HOST'],
  ['SU_DATABASE_PATH', 'SU_DATABASE_URL'],
  ['SU_PORT', 'SU_PORT'],
])('%s is nearest to %s', (word, expected) => {
  expect(nearest(word, ['SU_HOST', 'SU_PORT', 'SU_DATABASE_URL'])).toBe(expected);
});
