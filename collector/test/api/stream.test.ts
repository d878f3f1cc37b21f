import type { FastifyInstance } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import type { AppDeps } from '../../src/api/deps.ts';
import type { Feed } from '../../src/domain/feed.ts';
import type { Change } from '../../src/domain/rows.ts';
import { openFeed } from '../../src/publish/feed.ts';
import { appWith, clientRow, memoryClients } from './support/app.ts';
import { listen } from './support/listen.ts';
import { eventRow } from './support/rows.ts';
import { connect, type SseClient } from './support/sse-client.ts';

const TOKEN = { authorization: 'Bearer token' };
const eventAt = (seq: number, machineId = 'm1'): Change => ({
  seq,
  type: 'event',
  machineId,
  refId: `e${seq}`,
});

let app: FastifyInstance;
let url: string;
let feed: Feed;
let history: Change[];
let clients: ReturnType<typeof memoryClients>;
let listeners: number;
let asked: (readonly string[])[];
let message: string | undefined;
const event = async (id: string) => ({ ...eventRow(Number(id.slice(1))), ...(message && { message }) });
const open: SseClient[] = [];

/** Counts who listens to the feed. */
function counted(source: Feed): Feed {
  const subscribe = source.subscribe.bind(source);
  listeners = 0;
  source.subscribe = (listener) => {
    listeners++;
    const leave = subscribe(listener);
    return () => {
      listeners--;
      leave();
    };
  };
  return source;
}

async function start(options: Partial<AppDeps> = {}, capacity = 10_000) {
  history = [];
  asked = [];
  clients = memoryClients(clientRow('token', ['machines:read']));
  const query = {
    lastSeq: async () => history.at(-1)?.seq ?? 0,
    changesAfter: async (seq: number, limit: number) =>
      seq < (history[0]?.seq ?? 1) - 1 ? null : history.filter((one) => one.seq > seq).slice(0, limit),
    event,
    machine: async () => null,
    machinesById: async (ids: readonly string[]) => {
      asked.push(ids);
      return [];
    },
  } as unknown as AppDeps['query'];
  feed = counted(await openFeed(query, { capacity }));
  app = appWith({ clients, query, feed, ...options });
  url = await listen(app);
}

const commit = (...changes: Change[]) => {
  history.push(...changes);
  feed.publish(changes);
};

async function follow(headers: Record<string, string> = {}, search = '') {
  const client = await connect(`${url}/api/stream${search}`, { ...TOKEN, ...headers });
  open.push(client);
  return client;
}

const resume = (client: SseClient) => follow({ 'last-event-id': client.lastId() ?? '' });
const ids = async (client: SseClient, count: number) => {
  const seen: string[] = [];
  while (seen.length < count) seen.push((await client.next())?.id ?? 'ended');
  return seen;
};
const upTo = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

afterEach(async () => {
  message = undefined;
  for (const client of open.splice(0)) client.cut();
  await app.close();
});

test('tells what is committed after the connection, with its place as the id', async () => {
  await start();
  const client = await follow();
  expect(client.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(client.headers.get('cache-control')).toBe('no-store');
  expect(await client.nextBlock()).toEqual({ retry: '2000' });
  expect(await client.nextBlock()).toEqual({ id: '0' });
  commit(eventAt(1));
  const { data, ...block } = (await client.next()) ?? {};
  expect(block).toEqual({ id: '1', event: 'event' });
  expect(JSON.parse(data ?? '')).toEqual(eventRow(1));
});

test('many machines that change at once are looked up at once', async () => {
  await start();
  const client = await follow();
  await client.nextBlock();
  await client.nextBlock();
  const changes = ['m1', 'm2', 'm3', 'm1'].map((id, index): Change => {
    return { seq: index + 1, type: 'machine', machineId: id, refId: id };
  });
  commit(...changes);
  expect(await ids(client, 3)).toEqual(['2', '3', '4']);
  expect(asked).toEqual([['m2', 'm3', 'm1']]);
});

test('a connection cut at any moment is resumed without loss or doubling', async () => {
  await start({}, 20);
  const seen: string[] = [];
  let client = await follow();
  await client.nextBlock();
  for (let seq = 1; seq <= 400; seq++) {
    commit(eventAt(seq));
    if (seq % 37 === 0) {
      for (let reads = seq % 5; reads > 0; reads--) seen.push((await client.next())?.id ?? 'ended');
      client.cut();
      for (let more = 0; more < 3; more++) commit(eventAt(++seq));
      client = await resume(client);
    }
  }
  seen.push(...(await ids(client, history.length - seen.length)));
  expect(seen).toEqual(history.map(({ seq }) => String(seq)));
});

test('goes on from a place of before the collector was restarted', async () => {
  await start();
  commit(...upTo(1, 500).map((seq) => eventAt(Number(seq))));
  feed = await openFeed({
    lastSeq: async () => 500,
    changesAfter: async (seq, limit) => history.slice(seq, seq + limit),
  });
  await app.close();
  app = appWith({
    clients,
    feed,
    query: { event } as never,
  });
  url = await listen(app);
  expect(await ids(await follow({ 'last-event-id': '3' }), 497)).toEqual(upTo(4, 500));
});

test.each([
  ['is gone', '2'],
  ['has not been yet', '999'],
  ['is nonsense', 'yesterday'],
])('a place that %s makes the client begin anew', async (_what, lastEventId) => {
  await start({}, 1);
  history = [eventAt(10)];
  commit(eventAt(11));
  const other = await follow();
  commit(eventAt(12));
  await other.next();
  const client = await follow({ 'last-event-id': lastEventId });
  expect(await client.next()).toEqual({ id: '12', event: 'reset', data: '{"seq":12}' });
  commit(eventAt(13));
  expect(await ids(client, 1)).toEqual(['13']);
});

test('who follows one machine hears of that one alone, and still keeps the place', async () => {
  await start({ heartbeatMs: 20 });
  const client = await follow({}, '?machineId=m2');
  commit(eventAt(1, 'm1'), eventAt(2, 'm2'), eventAt(3, 'm1'));
  expect(await ids(client, 1)).toEqual(['2']);
  expect(await client.nextBlock()).toEqual({ comment: 'alive' });
  expect(await client.nextBlock()).toEqual({ id: '3' });
});

test('live notices come without a place of their own', async () => {
  await start();
  const client = await follow();
  await client.nextBlock();
  feed.publishLive({ type: 'log', machineId: 'm1', executionId: 'x', size: 7 });
  expect(await client.next()).toEqual({
    event: 'log',
    data: '{"machineId":"m1","executionId":"x","size":7}',
  });
  commit({ seq: 1, type: 'machine', machineId: 'm9', refId: 'm9' });
  expect(await client.next()).toEqual({ id: '1', event: 'machine', data: '{"id":"m9","deleted":true}' });
});

test('a client that takes nothing is closed, holds nothing up, and resumes', async () => {
  message = 'x'.repeat(200_000);
  await start({ stallMs: 3000, heartbeatMs: 50 });
  const slow = await follow();
  await slow.nextBlock();
  const quick = await follow();
  commit(...upTo(1, 200).map((seq) => eventAt(Number(seq))));
  expect(await ids(quick, 200)).toEqual(upTo(1, 200));
  await expect.poll(() => listeners, { timeout: 20_000 }).toBe(1);
  const taken: string[] = [];
  for (
    let block = await slow.next().catch(() => undefined);
    block;
    block = await slow.next().catch(() => undefined)
  )
    taken.push(block.id ?? '');
  expect(taken.length).toBeLessThan(200);
  expect([...taken, ...(await ids(await resume(slow), 200 - taken.length))]).toEqual(upTo(1, 200));
});

test('a client whose credential is revoked is closed', async () => {
  await start({ heartbeatMs: 20 });
  const client = await follow();
  await client.nextBlock();
  (clients.rows[0] as { revokedAt: string | null }).revokedAt = '2026-01-01T00:00:00.000Z';
  expect(await client.next()).toBeUndefined();
});

test('the end of the app ends its streams at once', async () => {
  await start();
  const client = await follow();
  await client.nextBlock();
  await app.close();
  expect(await client.next()).toBeUndefined();
});

test('a client that leaves is forgotten', async () => {
  await start();
  const client = await follow();
  await expect.poll(() => listeners).toBe(1);
  client.cut();
  await expect.poll(() => listeners).toBe(0);
});
