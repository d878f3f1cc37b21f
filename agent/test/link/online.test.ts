import { decodeLogChunk, LIMITS } from '@suivi/shared';
import { eventually, temporaryDirectory } from '@suivi/testkit';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Peer, ScriptedCollector } from '../support/collector.ts';
import { startLink } from '../support/link.ts';
import { eventDraft, metricsDraft } from '../support/messages.ts';

let collector: ScriptedCollector;
beforeEach(async () => {
  collector = await ScriptedCollector.start();
});
afterEach(async () => {
  vi.useRealTimers();
  await collector[Symbol.asyncDispose]();
});

const event = async (peer: Peer) => peer.expect('event');
const NOW = '2026-01-02T03:04:05.678Z';
const settings = { heartbeatSeconds: 20, metricsSeconds: 60, refreshHours: 6 };

test('waiting messages follow the journal, in order, and go when acknowledged', async () => {
  await using agent = await startLink(collector.url, collector.identity);
  for (const text of ['a', 'b', 'c']) await agent.outbox.put(eventDraft(text));
  const { peer } = await collector.welcome();
  const sent = [await event(peer), await event(peer), await event(peer)];
  expect(sent.map(({ message }) => message)).toEqual(['a', 'b', 'c']);
  expect(agent.journal.told).toEqual([['resume']]);
  peer.send({ type: 'ack', ids: sent.map(({ id }) => id) });
  await eventually(() => agent.outbox.size.messages === 0);
  await agent.outbox.put(eventDraft('d'));
  expect((await event(peer)).message).toBe('d');
});

test('what was not acknowledged comes again on the next connection, with the same id; what was does not', async () => {
  await using agent = await startLink(collector.url, collector.identity);
  for (const text of ['a', 'b']) await agent.outbox.put(eventDraft(text));
  const first = await collector.welcome();
  const [a, b] = [await event(first.peer), await event(first.peer)];
  first.peer.send({ type: 'ack', ids: [a.id] });
  await eventually(() => agent.outbox.size.messages === 1);
  first.peer.ws.terminate();
  const second = await collector.welcome({ welcome: { lastSeq: a.seq } });
  expect(await event(second.peer)).toEqual(b);
});

test('no more than the window is under way', async () => {
  await using agent = await startLink(collector.url, collector.identity);
  const total = LIMITS.windowMessages + 5;
  for (let i = 0; i < total; i++) await agent.outbox.put(eventDraft(String(i)));
  const { peer } = await collector.welcome();
  const sent = [];
  for (let i = 0; i < LIMITS.windowMessages; i++) sent.push(await event(peer));
  await expect(peer.next(100)).rejects.toThrow('no message');
  peer.send({ type: 'ack', ids: [sent[0]!.id, sent[1]!.id] });
  expect((await event(peer)).message).toBe(String(LIMITS.windowMessages));
  expect((await event(peer)).message).toBe(String(LIMITS.windowMessages + 1));
  await expect(peer.next(100)).rejects.toThrow('no message');
});

test('a long queue stays below the rate limit of the collector', async () => {
  await using agent = await startLink(collector.url, collector.identity);
  const total = LIMITS.messagesPerSecond + 20;
  for (let i = 0; i < total; i++) await agent.outbox.put(eventDraft(String(i)));
  const { peer } = await collector.welcome();
  const started = performance.now();
  for (let i = 0; i < total; i++) peer.send({ type: 'ack', ids: [(await event(peer)).id] });
  const seconds = (performance.now() - started) / 1000;
  expect((total - LIMITS.messagesPerSecond) / seconds).toBeLessThanOrEqual(LIMITS.messagesPerSecond);
});

test('a rejected message is set aside and reported, and the next is sent', async () => {
  await using agent = await startLink(collector.url, collector.identity);
  await agent.outbox.put(eventDraft('bad'));
  const { peer } = await collector.welcome();
  const bad = await event(peer);
  peer.send({ type: 'rejected', id: bad.id, code: 'message_invalid', message: 'No such thing.' });
  const report = await event(peer);
  expect(report).toMatchObject({ eventType: 'spool_file_set_aside' });
  expect(report.message).toMatch(/message_invalid.*No such thing/);
});

test('delivered events come again for a collector that was restored from a backup', async () => {
  await using agent = await startLink(collector.url, collector.identity);
  for (const text of ['a', 'b']) await agent.outbox.put(eventDraft(text));
  const first = await collector.welcome();
  const [a, b] = [await event(first.peer), await event(first.peer)];
  first.peer.send({ type: 'ack', ids: [a.id, b.id] });
  await eventually(() => agent.outbox.size.messages === 0);
  first.peer.ws.terminate();
  const second = await collector.welcome({ welcome: { lastSeq: a.seq, epoch: 'restored' } });
  expect(await event(second.peer)).toEqual(b);
});

test('jobs, cancellations, log offsets and wishes reach the journal, and its answers the collector', async () => {
  await using agent = await startLink(collector.url, collector.identity);
  agent.journal.entries = [{ jobId: 'j0', executionId: 'e0', action: 'apt_refresh', state: 'running' }];
  const { peer, journal } = await collector.welcome();
  expect(journal.jobs).toEqual(agent.journal.entries);
  const order = {
    jobId: 'j1',
    executionId: 'e1',
    machineId: 'machine',
    action: 'apt_refresh' as const,
    parameters: {},
    planHash: null,
    issuedAt: NOW,
    expiresAt: NOW,
  };
  peer.send({ type: 'job', job: { order, signature: null } });
  expect(await peer.expect('job_accepted')).toMatchObject({ jobId: 'j1' });
  agent.journal.answer = { code: 'outbox_full', message: 'Full.' };
  peer.send({ type: 'job', job: { order, signature: null } });
  expect(await peer.expect('job_refused')).toMatchObject({ jobId: 'j1', code: 'outbox_full' });
  const later = { ...order, jobId: 'j2', action: 'make_coffee' as never };
  peer.send({ type: 'job', job: { order: later, signature: null } });
  expect(await peer.expect('job_refused'), 'of a newer collector').toMatchObject({
    jobId: 'j2',
    code: 'invalid',
  });
  peer.send({ type: 'cancel_job', jobId: 'j1' });
  expect(await peer.expect('journal'), 'what it knows after a cancellation').toEqual(journal);
  peer.send({ type: 'log_ack', executionId: 'e0', offset: 7 });
  peer.send({ type: 'want_execution', executionId: 'e0' });
  await eventually(() => agent.journal.told.length === 6);
  expect(agent.journal.told.slice(3)).toEqual([
    ['cancel', 'j1'],
    ['log_ack', 'e0', 7],
    ['want_execution', 'e0'],
  ]);
});

test('log chunks go out as they are while online, and only then', async () => {
  await using agent = await startLink(collector.url, collector.identity);
  const chunk = { executionId: 'e', offset: 5, bytes: Buffer.from('hello') };
  expect(agent.link.sendLog(chunk)).toBe(false);
  const { peer } = await collector.welcome();
  expect(agent.link.sendLog(chunk)).toBe(true);
  const sent = decodeLogChunk((await peer.next()) as Buffer);
  expect({ ...sent, bytes: String(sent.bytes) }).toEqual({ ...chunk, bytes: 'hello' });
  peer.ws.terminate();
  await eventually(() => agent.states.some(({ name }) => name === 'waiting'));
});

test('a collector that reads slowly holds log chunks back until it has read', async () => {
  await using agent = await startLink(collector.url, collector.identity);
  const { peer } = await collector.welcome();
  peer.ws.pause();
  const bytes = Buffer.alloc(LIMITS.logChunkBytes);
  let offset = 0;
  const send = () => agent.link.sendLog({ executionId: 'e', offset, bytes });
  while (offset < LIMITS.logBytes && send()) offset += bytes.length;
  expect(offset).toBeLessThan(64 * 1024 * 1024);
  const writable = new Promise<void>((resolve) => agent.link.onWritable(resolve));
  peer.ws.resume();
  await writable;
  expect(send()).toBe(true);
});

test('settings are followed: heartbeats come as often as asked', async () => {
  await using agent = await startLink(collector.url, collector.identity);
  const asked: unknown[] = [];
  agent.link.on.settings.add((wanted) => asked.push(wanted));
  const { peer } = await collector.welcome();
  peer.send({ type: 'settings', settings: { ...settings, heartbeatSeconds: 1 } });
  await peer.expect('heartbeat');
  await peer.expect('heartbeat');
  peer.send({ type: 'settings', settings });
  await eventually(() => asked.length === 3);
  expect(asked).toEqual([settings, { ...settings, heartbeatSeconds: 1 }, settings]);
  await expect(peer.next(1200)).rejects.toThrow('no message');
});

test('a collector that falls silent is left, and tried again', async () => {
  await using agent = await startLink(collector.url, collector.identity, { times: { silenceMs: 150 } });
  const { peer } = await collector.welcome();
  peer.send({ type: 'heartbeat', now: new Date().toISOString() });
  await peer.closed();
  const wait = await eventually(() => agent.states.find(({ name }) => name === 'waiting'));
  expect(wait).toMatchObject({ because: { code: 'silent' } });
  await collector.welcome();
});

test('the clock may jump a year ahead and back: the connection stands and heartbeats go on', async () => {
  await using agent = await startLink(collector.url, collector.identity, { times: { silenceMs: 60_000 } });
  const { peer } = await collector.welcome({ welcome: { settings: { ...settings, heartbeatSeconds: 1 } } });
  vi.useFakeTimers({ toFake: ['Date'] });
  for (const year of [2035, 1999]) {
    vi.setSystemTime(new Date(`${year}-01-01T00:00:00Z`));
    expect((await peer.expect('heartbeat')).now).toMatch(`${year}-`);
    await agent.outbox.put(metricsDraft(year));
    expect(await peer.expect('metrics')).toMatchObject({ payload: { cpuLoad1: year } });
  }
  expect(agent.states.at(-1)).toEqual({ name: 'online' });
});

test('messages of unknown types are ignored and logged once; the connection stands', async () => {
  await using agent = await startLink(collector.url, collector.identity);
  const { peer } = await collector.welcome();
  for (let i = 0; i < 5; i++) peer.send('{"type":"from_the_future","x":1}');
  await agent.outbox.put(eventDraft('a'));
  await event(peer);
  expect(agent.log.filter((line) => line.includes('from_the_future'))).toHaveLength(1);
});

test.for([
  ['broken JSON', '{"type":'],
  ['a wrong payload', '{"type":"ack","ids":"all"}'],
  ['an id that is a path', '{"type":"want_execution","executionId":"../../etc/passwd"}'],
  [
    'a second welcome',
    JSON.stringify({ type: 'welcome', counter: 9, epoch: 'e', lastSeq: 0, now: NOW, settings }),
  ],
  ['a binary message', Buffer.alloc(10)],
  ['a message beyond the limit', 'x'.repeat(LIMITS.messageBytes + 1)],
] as [string, string | Buffer][])(
  'a collector that sends %s is left; nothing is lost',
  async ([, message]) => {
    await using agent = await startLink(collector.url, collector.identity);
    const { peer } = await collector.welcome();
    await agent.outbox.put(eventDraft('kept'));
    await event(peer);
    peer.send(message);
    await peer.closed();
    const again = await collector.welcome();
    expect((await event(again.peer)).message).toBe('kept');
  },
);

test('want_snapshot and the position of the store are told', async () => {
  await using dir = await temporaryDirectory('state');
  await using agent = await startLink(collector.url, collector.identity, { directory: dir.path });
  const told: unknown[] = [];
  agent.link.on.wantSnapshot.add((kind) => told.push(kind));
  agent.link.on.welcome.add(({ epoch, lastSeq }) => told.push([epoch, lastSeq]));
  const { peer } = await collector.welcome({ welcome: { epoch: 'e2', lastSeq: 41 } });
  peer.send({ type: 'want_snapshot', kind: 'apt_update_analyze' });
  await eventually(() => told.length === 2);
  expect(told).toEqual([['e2', 41], 'apt_update_analyze']);
});
