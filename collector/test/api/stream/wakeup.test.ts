import { expect, test } from 'vitest';
import { Wakeup } from '../../../src/api/stream/wakeup.ts';

const never = new AbortController().signal;

test('a wake before the wait is not lost', async () => {
  const wakeup = new Wakeup();
  wakeup.wake();
  expect(await wakeup.wait(60_000, never)).toBe(true);
});

test('a wake during the wait ends it, once', async () => {
  const wakeup = new Wakeup();
  const waiting = wakeup.wait(60_000, never);
  wakeup.wake();
  expect(await waiting).toBe(true);
  expect(await wakeup.wait(1, never)).toBe(false);
});

test('the end of the signal ends the wait', async () => {
  const controller = new AbortController();
  const waiting = new Wakeup().wait(60_000, controller.signal);
  controller.abort();
  expect(await waiting).toBe(false);
});
