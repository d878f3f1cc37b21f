import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@suivi/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OUTBOX_BOUNDS } from '../../src/outbox/bounds.ts';
import { Outbox } from '../../src/outbox/outbox.ts';
import { confirmedDraft, eventDraft, metricsDraft, startedDraft, systemDraft } from '../support/messages.ts';
import { takeAll } from '../support/outbox.ts';

let dir: TemporaryDirectory;
beforeEach(async () => {
  dir = await temporaryDirectory('outbox');
});
afterEach(() => dir[Symbol.asyncDispose]());

const open = (bounds = {}) => Outbox.open(dir.path, { ...OUTBOX_BOUNDS, ...bounds });
const files = (name: string) => readdir(join(dir.path, name));

test('messages come out in order, wait until acknowledged, and survive a restart', async () => {
  const first = await open();
  for (const text of ['a', 'b', 'c']) await first.put(eventDraft(text));
  const [a] = await takeAll(first);
  await first.acknowledge([a!.id]);

  const second = await open();
  const rest = await takeAll(second);
  expect(rest.map(({ message }) => message)).toEqual(['b', 'c']);
  expect(await second.take()).toBeNull();
  await second.acknowledge(rest.map(({ id }) => id));
  expect(await files('waiting')).toEqual([]);
});

test('what was on its way comes again after release, with the same id', async () => {
  const outbox = await open();
  await outbox.put(eventDraft('a'));
  const before = await outbox.take();
  expect(await outbox.take()).toBeNull();
  await outbox.release();
  expect(await outbox.take()).toEqual(before);
});

test('sequences never repeat and never go back, also when everything was delivered', async () => {
  const seen: number[] = [];
  for (let start = 0; start < 3; start++) {
    const outbox = await open({ keptMessages: 0 });
    for (let i = 0; i < 3; i++) seen.push((await outbox.put(metricsDraft(i))).seq);
    await outbox.acknowledge((await takeAll(outbox)).map(({ id }) => id));
  }
  expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
});

test('after a roll-back of the disk sequences go on above what the collector holds', async () => {
  const outbox = await open();
  await outbox.put(eventDraft('a'));
  await outbox.reconcile(70_000);
  expect((await outbox.put(eventDraft('b'))).seq).toBe(70_001);
  expect((await (await open()).put(eventDraft('c'))).seq).toBeGreaterThan(70_001);
});

test('of metrics and of each section only the newest waits; events and runs all do', async () => {
  const outbox = await open();
  await outbox.put(metricsDraft(1));
  await outbox.put(systemDraft('one'));
  await outbox.put(eventDraft('a'));
  await outbox.put(metricsDraft(2));
  await outbox.put(confirmedDraft('apt'));
  await outbox.put(systemDraft('two'));
  await outbox.put(eventDraft('a'));
  const types = (await takeAll(outbox)).map(
    ({ type, payload }) => payload?.cpuLoad1 ?? payload?.kernel ?? type,
  );
  expect(types).toEqual(['event', 2, 'snapshot_confirmed', 'two', 'event']);
});

test('what is on its way is not replaced, but given up for the newer one when the connection is lost', async () => {
  const outbox = await open();
  await outbox.put(metricsDraft(1));
  const away = await outbox.take();
  await outbox.put(metricsDraft(2));
  expect(await files('waiting')).toHaveLength(2);
  await outbox.release();
  const [only, ...others] = await takeAll(outbox);
  expect(only?.payload?.cpuLoad1).toBe(2);
  expect(others).toEqual([]);
  await outbox.acknowledge([away!.id]);
});

test('the start of one execution waits once, however often it is put', async () => {
  const outbox = await open();
  const first = await outbox.put(startedDraft('x'));
  expect(await outbox.put(startedDraft('x'))).toEqual(first);
  await outbox.put(startedDraft('y'));
  expect(await takeAll(outbox)).toHaveLength(2);
});

test('it is full at its bound, takes results all the same, and is not full after delivery', async () => {
  const outbox = await open({ waitingMessages: 2 });
  await outbox.put(startedDraft('1'));
  expect(outbox.isFull).toBe(false);
  await outbox.put(startedDraft('2'));
  expect(outbox.isFull).toBe(true);
  await outbox.put(startedDraft('3'));
  const all = await takeAll(outbox);
  expect(all).toHaveLength(3);
  await outbox.acknowledge(all.map(({ id }) => id));
  expect(outbox.isFull).toBe(false);
  const bytes = await open({ waitingBytes: 10 });
  await bytes.put(eventDraft('more than ten bytes'));
  expect(bytes.isFull).toBe(true);
});

test('delivered runs and events come again for a collector that lacks them, with ids and order kept; state does not', async () => {
  const before = await open();
  for (const draft of [
    eventDraft('a'),
    metricsDraft(1),
    startedDraft('x'),
    systemDraft('k'),
    eventDraft('b'),
  ])
    await before.put(draft);
  const sent = await takeAll(before);
  await before.acknowledge(sent.map(({ id }) => id));

  const after = await open();
  await after.reconcile(sent.at(-1)!.seq);
  expect(await after.take()).toBeNull();
  await after.reconcile(sent[0]!.seq);
  const again = await takeAll(after);
  expect(again).toEqual([sent[2], sent[4]]);
  expect(await files('sent')).toHaveLength(1);
});

test('what is kept is bounded in number, bytes and age', async () => {
  for (const bounds of [{ keptMessages: 2 }, { keptBytes: 450 }, { keptMs: -1 }]) {
    const outbox = await open(bounds);
    for (let i = 0; i < 5; i++) await outbox.put(eventDraft(String(i)));
    await outbox.acknowledge((await takeAll(outbox)).map(({ id }) => id));
    expect((await files('sent')).length).toBe('keptMs' in bounds ? 0 : 2);
  }
});

test('a rejected message is set aside and reported, and the next goes on', async () => {
  const outbox = await open();
  const { id } = await outbox.put(eventDraft('bad'));
  await outbox.put(eventDraft('good'));
  await takeAll(outbox);
  await outbox.reject(id, 'The collector does not like it.');
  await outbox.release();
  const [good, report] = await takeAll(outbox);
  expect(good?.message).toBe('good');
  expect(report).toMatchObject({ eventType: 'spool_file_set_aside', severity: 'warning' });
  expect(report?.message).toContain('does not like it');
  expect(await files('set-aside')).toHaveLength(1);
});

test('a message that no collector could store is set aside and reported instead of sent', async () => {
  const outbox = await open();
  await outbox.put(eventDraft('x'.repeat(2001)));
  const [report] = await takeAll(outbox);
  expect(report).toMatchObject({ eventType: 'spool_file_set_aside' });
  expect(await files('set-aside')).toHaveLength(1);
});

test('listeners hear what waits and what was stored', async () => {
  const outbox = await open();
  let waiting = 0;
  const stored: unknown[] = [];
  outbox.onWaiting(() => {
    waiting++;
  });
  outbox.onAcknowledged(({ section, seq }) => stored.push([section?.kind, seq]));
  const { id, seq } = await outbox.put(systemDraft('k'));
  expect(waiting).toBe(1);
  await outbox.acknowledge([id, 'unknown']);
  expect(stored).toEqual([['system', seq]]);
});
