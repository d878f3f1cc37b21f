import { expect, it } from 'vitest';
import { secondsUntilReturn, WaitingRoom } from '../../src/link/return.ts';

it.for([
  [1, 10],
  [1_000, 10],
  [10_000, 100],
])('%i agents come back within %i seconds', ([agents, seconds]) => {
  expect(secondsUntilReturn(agents!, () => 0)).toBe(1);
  expect(secondsUntilReturn(agents!, () => 0.999_999)).toBe(seconds);
});

it('a crowd is let in up to a number, and the others one after the other', () => {
  const room = new WaitingRoom();
  const waits = Array.from({ length: 10_000 }, () => room.wait());
  expect(waits.slice(0, 300)).toEqual(Array(300).fill(null));
  const told = waits.filter((wait) => wait !== null);
  expect(told.length).toBeGreaterThan(8_000);
  expect(Math.min(...told)).toBe(1);
  expect(Math.max(...told)).toBeGreaterThan(80);
  const aSecond = told.filter((wait) => wait === 50);
  expect(aSecond.length).toBeLessThanOrEqual(110);
});
