import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AppDeps } from '../../src/api/deps.ts';
import type { ArtifactRow } from '../../src/domain/archive.ts';
import type { JobView } from '../../src/domain/jobs.ts';
import type { ExecutionRow, JobRow } from '../../src/domain/rows.ts';
import { openFeed } from '../../src/publish/feed.ts';
import { appWith, clientRow, memoryClients } from './support/app.ts';
import { listen } from './support/listen.ts';
import { executionRow, jobRow } from './support/rows.ts';
import { connect, type SseClient } from './support/sse-client.ts';

const TOKEN = { authorization: 'Bearer token' };

let log: Buffer;
let artifact: Partial<ArtifactRow> | null;
let execution: ExecutionRow | null;
let job: JobView<JobRow> | null;
let app: FastifyInstance;
let feed: AppDeps['feed'];
let url: string;
const open: SseClient[] = [];

beforeEach(async () => {
  log = Buffer.alloc(0);
  artifact = null;
  execution = executionRow('x1');
  job = null;
  feed = await openFeed({ lastSeq: async () => 0, changesAfter: async () => [] });
  app = appWith({
    feed,
    heartbeatMs: 5000,
    clients: memoryClients(clientRow('token', ['artifacts:read', 'machines:read'])),
    query: {
      execution: async (id: string) => (id === 'x1' ? execution : null),
    } as unknown as AppDeps['query'],
    jobStore: {
      find: async () => job,
      findByExecution: async (id) => (id === 'x1' ? job : null),
      list: async () => ({ items: [], next: null }),
    },
    archive: { artifactAt: async () => artifact } as unknown as AppDeps['archive'],
    logs: {
      size: async () => log.length,
      read: (_machineId, _executionId, from, to) => Readable.from([log.subarray(from, to)]),
    },
  });
  url = await listen(app);
});
afterEach(async () => {
  for (const client of open.splice(0)) client.cut();
  await app.close();
});

const get = (headers = {}, path = '/api/executions/x1/log') =>
  app.inject({ url: path, headers: { ...TOKEN, ...headers } });

describe('the log', () => {
  test('comes as text, and one range of it as a part', async () => {
    log = Buffer.from('Hit:1 näher\n');
    const whole = await get();
    expect(whole.statusCode).toBe(200);
    expect(whole.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-length': String(log.length),
      'accept-ranges': 'bytes',
    });
    expect(whole.rawPayload).toEqual(log);

    const part = await get({ range: 'bytes=4-' });
    expect(part.statusCode).toBe(206);
    expect(part.headers['content-range']).toBe(`bytes 4-${log.length - 1}/${log.length}`);
    expect(part.rawPayload).toEqual(log.subarray(4));
  });

  test('of which nothing has arrived is empty', async () => {
    const answer = await get();
    expect({ status: answer.statusCode, body: answer.body }).toEqual({ status: 200, body: '' });
  });

  test('says how long it is when asked for what it has not', async () => {
    log = Buffer.from('abc');
    const answer = await get({ range: 'bytes=3-' });
    expect(answer.statusCode).toBe(416);
    expect(answer.headers['content-range']).toBe('bytes */3');
    expect(answer.json().code).toBe('range_not_satisfiable');
  });

  test('that was deleted says since when and why', async () => {
    execution = executionRow('x1', { status: 'ok', rawLogPath: 'raw-logs/m1/x1.log' });
    artifact = { deletedAt: null };
    expect((await get()).statusCode).toBe(200);
    artifact = { deletedAt: '2026-02-01T00:00:00.000Z', deleteReason: 'retention: short, 3 days' };
    for (const path of ['/api/executions/x1/log', '/api/executions/x1/log/stream']) {
      const answer = await get({}, path);
      expect({ status: answer.statusCode, ...answer.json() }).toMatchObject({
        status: 410,
        code: 'artifact_deleted',
        detail: 'The file was deleted at 2026-02-01T00:00:00.000Z (retention: short, 3 days).',
      });
    }
  });

  test('of an execution that nobody knows is not found', async () => {
    const answer = await get({}, '/api/executions/x2/log');
    expect({ status: answer.statusCode, code: answer.json().code }).toEqual({
      status: 404,
      code: 'execution_not_found',
    });
  });
});

describe('following the log', () => {
  const follow = async (headers = {}, search = '') => {
    const client = await connect(`${url}/api/executions/x1/log/stream${search}`, { ...TOKEN, ...headers });
    open.push(client);
    return client;
  };
  const grow = (bytes: Buffer | string) => {
    log = Buffer.concat([log, Buffer.from(bytes)]);
    feed.publishLive({ type: 'log', machineId: 'm1', executionId: 'x1', size: log.length });
  };
  let seq = 0;
  const finish = (status: ExecutionRow['status'] = 'ok') => {
    if (execution) execution = { ...execution, status, finishedAt: '2026-01-01T00:01:00.000Z' };
    seq = feed.lastSeq() + 1;
    feed.publish([{ seq, type: 'execution', machineId: 'm1', refId: 'x1' }]);
  };
  const next = async (client: SseClient) => {
    const { data, ...block } = (await client.next()) ?? {};
    return { ...block, data: JSON.parse(data ?? 'null') };
  };

  test('tells what has arrived, what arrives, and the end', async () => {
    grow('one\n');
    const client = await follow();
    expect(await next(client)).toEqual({ id: '4', event: 'chunk', data: { offset: 0, text: 'one\n' } });
    grow('two\n');
    expect(await next(client)).toEqual({ id: '8', event: 'chunk', data: { offset: 4, text: 'two\n' } });
    finish('warning');
    expect(await next(client)).toEqual({ id: 'end', event: 'end', data: { size: 8, status: 'warning' } });
    expect(await client.next()).toBeUndefined();
    expect((await follow({ 'last-event-id': client.lastId() })).status).toBe(204);
  });

  test('cut at any moment goes on at the byte where it was, also inside characters', async () => {
    const text = 'päckäge 😀 déjà €\n'.repeat(20_000);
    const bytes = Buffer.from(text);
    let client = await follow();
    let seen = '';
    for (let from = 0; from < bytes.length; from += 7_777) {
      grow(bytes.subarray(from, from + 7_777));
      if (from % 3 === 0) {
        seen += (await next(client)).data.text;
        client.cut();
        client = await follow({ 'last-event-id': client.lastId() ?? '' });
      }
    }
    finish();
    for (let block = await next(client); block.event === 'chunk'; block = await next(client)) {
      expect(block.data.offset).toBe(Buffer.byteLength(seen));
      seen += block.data.text;
    }
    expect(seen).toBe(text);
  });

  test('waits for the rest of a character, and takes what is left at the end', async () => {
    const client = await follow();
    grow(Buffer.from([0x61, 0xe2, 0x82]));
    expect((await next(client)).data).toEqual({ offset: 0, text: 'a' });
    finish();
    expect((await next(client)).data).toEqual({ offset: 1, text: '\ufffd' });
    expect((await next(client)).event).toBe('end');
  });

  test('begins where it is asked to', async () => {
    log = Buffer.from('0123456789');
    expect((await next(await follow({}, '?from=4'))).data).toEqual({ offset: 4, text: '456789' });
    expect((await next(await follow({ 'last-event-id': '6' }, '?from=4'))).data.offset).toBe(6);
    expect((await follow({}, '?from=-1')).status).toBe(400);
    expect((await follow({ 'last-event-id': 'x' })).status).toBe(400);
  });

  test('begins again when the log that ended is shorter than what was seen', async () => {
    log = Buffer.from('short');
    finish();
    const client = await follow({ 'last-event-id': '1000' });
    expect(await next(client)).toEqual({ id: '0', event: 'reset', data: { offset: 0 } });
    expect((await next(client)).data).toEqual({ offset: 0, text: 'short' });
    expect((await next(client)).event).toBe('end');
  });

  test('waits for an execution that has not started', async () => {
    execution = null;
    job = jobRow('x1');
    const client = await follow();
    execution = executionRow('x1');
    grow('go\n');
    expect((await next(client)).data.text).toBe('go\n');
  });

  test.each(['cancelled', 'expired', 'refused'] as const)('ends when the job is %s', async (status) => {
    execution = null;
    job = jobRow('x1', { status });
    expect(await next(await follow())).toEqual({ id: 'end', event: 'end', data: { size: 0, status } });
  });
});
