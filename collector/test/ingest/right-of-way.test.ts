import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { RightOfWay } from '../../src/ingest/right-of-way.ts';

/** The wish of a log to go on, and whether it was granted by now. */
function ask(way: RightOfWay) {
  const asked = { granted: false, grant: Promise.resolve() };
  asked.grant = way.give().then(() => {
    asked.granted = true;
  });
  return asked;
}

test('a log waits while reports are being stored, and only then', async () => {
  const way = new RightOfWay();
  await way.give();
  way.begin();
  way.begin();
  const [first, second] = [ask(way), ask(way)];
  await setImmediate();
  expect([first.granted, second.granted]).toEqual([false, false]);
  way.end();
  await Promise.all([first.grant, second.grant]);
});

test('a store that takes for ever holds no log up for ever', async () => {
  const way = new RightOfWay();
  way.begin();
  await way.give();
  await way.give();
});

test('a log that was held goes on for as long, reports or not', async () => {
  let now = 0;
  const way = new RightOfWay(() => now);
  way.begin();
  const held = ask(way);
  now = 30;
  way.end();
  await held.grant;
  way.begin();
  now = 59;
  await way.give();
  now = 61;
  const later = ask(way);
  await setImmediate();
  expect(later.granted).toBe(false);
  way.end();
  await later.grant;
});

test('pieces go on in their order, also when the time is over before those that wait were told', async () => {
  let now = 0;
  const way = new RightOfWay(() => now);
  way.begin();
  const order: number[] = [];
  const first = way.give().then(() => order.push(1));
  now = 1000;
  const second = way.give().then(() => order.push(2));
  await Promise.all([first, second]);
  expect(order).toEqual([1, 2]);
  await way.give();
});
