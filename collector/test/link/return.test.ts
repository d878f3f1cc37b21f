import { expect, it } from 'vitest';
import { secondsUntilReturn } from '../../src/link/return.ts';

it.for([
  [1, 10],
  [1_000, 10],
  [10_000, 67],
])('%i agents come back within %i seconds', ([agents, seconds]) => {
  expect(secondsUntilReturn(agents!, () => 0)).toBe(1);
  expect(secondsUntilReturn(agents!, () => 0.999_999)).toBe(seconds);
});
