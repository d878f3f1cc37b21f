import { expect, test } from 'vitest';
import { Turns } from '../../src/domain/turns.ts';

/** Something to wait for, until it is opened. */
function gate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}

test('the work of one machine runs one after the other, also after a failure', async () => {
  const turns = new Turns();
  const first = gate();
  const order: string[] = [];
  const failing = turns.run('a', async () => {
    await first.passed;
    order.push('first');
    throw new Error('no');
  });
  const following = turns.run('a', async () => void order.push('second'));
  await turns.run('b', async () => void order.push('other machine'));
  first.open();
  await expect(failing).rejects.toThrow('no');
  await following;
  expect(order).toEqual(['other machine', 'first', 'second']);
});

test('idle waits for all that was asked for, and minds no failure', async () => {
  const turns = new Turns();
  const open = gate();
  let done = false;
  const failing = turns.run('a', () => Promise.reject(new Error('no')));
  void turns
    .run('b', () => open.passed)
    .then(() => {
      done = true;
    });
  const idle = turns.idle().then(() => done);
  open.open();
  await expect(failing).rejects.toThrow('no');
  expect(await idle).toBe(true);
});
