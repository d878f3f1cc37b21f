import { expect, test } from 'vitest';
import { Turns } from '../../src/domain/turns.ts';

test('the work of one machine runs one after the other, also after a failure', async () => {
  const turns = new Turns();
  const first = Promise.withResolvers<void>();
  const order: string[] = [];
  const failing = turns.run('a', async () => {
    await first.promise;
    order.push('first');
    throw new Error('no');
  });
  const following = turns.run('a', async () => void order.push('second'));
  await turns.run('b', async () => void order.push('other machine'));
  first.resolve();
  await expect(failing).rejects.toThrow('no');
  await following;
  expect(order).toEqual(['other machine', 'first', 'second']);
});

test('idle waits for all that was asked for, and minds no failure', async () => {
  const turns = new Turns();
  const open = Promise.withResolvers<void>();
  let done = false;
  const failing = turns.run('a', () => Promise.reject(new Error('no')));
  void turns
    .run('b', () => open.promise)
    .then(() => {
      done = true;
    });
  const idle = turns.idle().then(() => done);
  open.resolve();
  await expect(failing).rejects.toThrow('no');
  expect(await idle).toBe(true);
});
