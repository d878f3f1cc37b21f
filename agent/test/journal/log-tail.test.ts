import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogChunk } from '@suivi/shared';
import { eventually, temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { LogTail } from '../../src/journal/log-tail.ts';
import { RedactedLog } from '../../src/journal/redacted-log.ts';

async function tailOf(dir: string, lines: number, gatherMs = 0) {
  const path = join(dir, 'log');
  await writeFile(path, '123456789\n'.repeat(lines));
  const sent: LogChunk[] = [];
  const sender = { isOpen: true, sendLog: (chunk: LogChunk) => sender.isOpen && sent.push(chunk) > 0 };
  const limits = { chunkBytes: 20, windowBytes: 50, gatherMs };
  const log = new RedactedLog(path, 1e9);
  const tail = new LogTail('e', log, sender, limits);
  const places = () => sent.splice(0).map(({ offset, bytes }) => [offset, bytes.length]);
  return { path, tail, sender, places, [Symbol.asyncDispose]: () => log.close() };
}

test('sends chunks up to the window, and more as they are acknowledged', async () => {
  await using dir = await temporaryDirectory('tail');
  await using of = await tailOf(dir.path, 10);
  const { tail, places } = of;
  await tail.send(false);
  expect(places()).toEqual([
    [0, 20],
    [20, 20],
  ]);
  await tail.send(false);
  expect(places()).toEqual([]);
  tail.ack(20);
  await tail.send(false);
  expect(places()).toEqual([[40, 20]]);
  tail.ack(60);
  await tail.send(true);
  expect(places()).toEqual([
    [60, 20],
    [80, 20],
  ]);
  tail.ack(100);
  expect(tail.isWaiting).toBe(false);
});

test('goes back when the collector holds less, forward when it holds more, and waits for a sender that takes nothing', async () => {
  await using dir = await temporaryDirectory('tail');
  await using of = await tailOf(dir.path, 10);
  const { tail, sender, places } = of;
  tail.ack(60);
  await tail.send(true);
  expect(places()).toEqual([
    [60, 20],
    [80, 20],
  ]);
  tail.ack(10);
  sender.isOpen = false;
  await tail.send(true);
  expect(places()).toEqual([]);
  sender.isOpen = true;
  await tail.send(true);
  expect(places()).toEqual([
    [10, 20],
    [30, 20],
  ]);
  tail.goBack();
  await tail.send(true);
  expect(places()).toEqual([
    [10, 20],
    [30, 20],
  ]);
});

test('what is written while small pieces are gathered goes out in one', async () => {
  await using dir = await temporaryDirectory('tail');
  const gatherMs = 200;
  await using of = await tailOf(dir.path, 0, gatherMs);
  const { path, tail, places } = of;
  await appendFile(path, '1\n');
  const began = performance.now();
  const sending = tail.send(false);
  await eventually(() => expect(tail.isWaiting).toBe(true));
  for (const line of ['2\n', '3\n', '4\n']) await appendFile(path, line);
  await sending;
  expect(performance.now() - began).toBeGreaterThanOrEqual(gatherMs);
  expect(places()).toEqual([
    [0, 2],
    [2, 6],
  ]);
  await appendFile(path, '5\n');
  await tail.send(true);
  expect(places()).toEqual([[8, 2]]);
});
