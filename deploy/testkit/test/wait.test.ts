import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { eventually, onceWithin } from '../src/index.ts';

test('eventually gives the first value that is one', async () => {
  const answers = [undefined, false, null, 0];
  expect(await eventually(() => answers.shift(), { intervalMs: 1 })).toBe(0);
});

test('eventually says what it waited for and what it saw last', async () => {
  const options = { timeoutMs: 5, intervalMs: 1, what: 'the snapshot' };
  await expect(eventually(() => false, options)).rejects.toThrow(
    /^the snapshot did not come within 5 ms \(\d+ tries\); last answer: false$/,
  );
  const failing = () => {
    throw new Error('no such machine');
  };
  await expect(eventually(failing, options)).rejects.toThrow('last error: no such machine');
});

test('onceWithin awaits an event, and names the one that did not come', async () => {
  const emitter = new EventEmitter();
  const arrived = onceWithin(emitter, 'welcome');
  emitter.emit('welcome', 1, 2);
  expect(await arrived).toEqual([1, 2]);
  await expect(onceWithin(emitter, 'goodbye', { timeoutMs: 5 })).rejects.toThrow(
    '"goodbye" did not come within 5 ms',
  );
});

test('onceWithin fails with the emitter', async () => {
  const emitter = new EventEmitter();
  const arrived = onceWithin(emitter, 'welcome');
  emitter.emit('error', new Error('closed'));
  await expect(arrived).rejects.toThrow('closed');
});
