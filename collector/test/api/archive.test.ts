import { randomUUID } from 'node:crypto';
import type { RunResult } from '@suivi/shared';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Speaker } from '../store/support/messages.ts';
import { type RealApp, realApp } from './support/real.ts';

let api: RealApp;
let speaker: Speaker;
let machineId: string;
const run = { executionId: randomUUID(), jobId: randomUUID() };
const FAILED: Partial<RunResult> = {
  action: 'apt_upgrade',
  status: 'error',
  errorKind: 'apt_failed',
  errorMessage: 'E: <b>no</b>',
  importantLines: ['E: <b>no</b>', 'W: apt-key is deprecated. Manage keyring files in trusted.gpg.d instead'],
};

beforeAll(async () => {
  api = await realApp();
  speaker = await api.machine();
  ({ machineId } = speaker);
  await api.logs.append(machineId, run.executionId, 0, Buffer.from('the log\n'));
  await api.tell(speaker.finished(1, run, FAILED));
});
afterAll(() => api[Symbol.asyncDispose]());

const get = async (url: string) => (await api.ask('GET', url)).json();
const code = async (...request: Parameters<RealApp['ask']>) => {
  const answer = await api.ask(...request);
  const { code, next } = answer.json();
  expect(next).toMatch(/\w/);
  return [answer.statusCode, code];
};
const eventTypes = async () =>
  (await get(`/api/machines/${machineId}/events`)).items.map(
    ({ eventType, actorType }: { eventType: string; actorType: string }) => `${eventType} ${actorType}`,
  );

describe('reports', () => {
  test('are listed by machine and kind, and read as Markdown', async () => {
    const { items } = await get(`/api/reports?machineId=${machineId}&kind=machine`);
    expect(items).toMatchObject([{ machineId, executionId: run.executionId, kind: 'machine', pinned: 0 }]);
    expect((await get('/api/reports?kind=cleanup')).items).toEqual([]);
    expect((await get('/api/reports?machineId=another')).items).toEqual([]);
    const [{ id }] = items;
    expect(await get(`/api/reports/${id}`)).toEqual(items[0]);
    const content = await api.ask('GET', `/api/reports/${id}/content`);
    expect(content.headers['content-type']).toBe('text/markdown; charset=utf-8');
    expect(content.body).toContain('# web-1 — apt\\_upgrade');
  });

  test('are pinned and let go again, with that on the timeline', async () => {
    const [{ id }] = (await get('/api/reports?kind=machine')).items;
    const pinned = await api.ask('PATCH', `/api/reports/${id}`, { pinned: true });
    expect(pinned.json()).toMatchObject({ id, pinned: 1 });
    expect((await api.ask('PATCH', `/api/reports/${id}`, { pinned: false })).json().pinned).toBe(0);
    expect((await eventTypes()).slice(0, 2)).toEqual([
      'report_unpinned api_client',
      'report_pinned api_client',
    ]);
  });

  test('that are not there are not found, also when only the file is gone', async () => {
    for (const path of ['', '/content'])
      expect(await code('GET', `/api/reports/none${path}`)).toEqual([404, 'report_not_found']);
    expect(await code('PATCH', '/api/reports/none', { pinned: true })).toEqual([404, 'report_not_found']);
    expect(await code('GET', '/api/reports?kind=poem')).toEqual([400, 'validation_failed']);
    const other = await api.machine();
    await api.tell(other.finished(1, { executionId: randomUUID(), jobId: randomUUID() }));
    const [{ id, path }] = (await get(`/api/reports?machineId=${other.machineId}`)).items;
    await api.logs.remove(path);
    expect(await code('GET', `/api/reports/${id}/content`)).toEqual([404, 'report_not_found']);
  });
});

describe('important messages', () => {
  test('are listed with filters, acknowledged and taken back', async () => {
    const all = `/api/important-messages?machineId=${machineId}`;
    expect((await get(all)).items).toHaveLength(2);
    const [message] = (await get(`${all}&category=future_major_change&status=open`)).items;
    expect(message).toMatchObject({ acknowledged: 0, severity: 'warning', executionId: run.executionId });
    const path = `/api/important-messages/${message.id}`;
    const noted = await api.ask('POST', `${path}/acknowledge`);
    expect(noted.json()).toMatchObject({
      acknowledged: 1,
      acknowledgedBy: 'client-token-with-every-scope',
      acknowledgedByName: 'token-with-every-scope',
    });
    expect((await get(`${all}&status=acknowledged`)).items).toHaveLength(1);
    expect((await get(`${all}&status=open&severity=error`)).items).toHaveLength(1);
    expect((await api.ask('POST', `${path}/unacknowledge`)).json()).toMatchObject({ acknowledged: 0 });
    expect((await eventTypes()).slice(0, 2)).toEqual([
      'message_unacknowledged api_client',
      'message_acknowledged api_client',
    ]);
    const first = await get(`${all}&limit=1`);
    expect((await get(`${all}&limit=1&after=${first.next}`)).items).toHaveLength(1);
  });

  test('that are not there are not found', async () => {
    expect(await code('POST', '/api/important-messages/none/acknowledge')).toEqual([
      404,
      'message_not_found',
    ]);
    expect(await code('GET', '/api/important-messages?status=new')).toEqual([400, 'validation_failed']);
    expect(await code('GET', '/api/important-messages?after=x')).toEqual([400, 'cursor_invalid']);
  });
});

describe('a failure', () => {
  test('is acknowledged, once', async () => {
    const path = `/api/executions/${run.executionId}/acknowledge`;
    const answer = await api.ask('POST', path);
    expect(answer.json()).toMatchObject({
      status: 'error',
      acknowledgedAt: expect.any(String),
      acknowledgedBy: 'client-token-with-every-scope',
    });
    expect((await api.ask('POST', path)).json()).toEqual(answer.json());
    expect((await eventTypes())[0]).toBe('execution_acknowledged api_client');
  });

  test('that is none cannot be', async () => {
    const fine = { executionId: randomUUID(), jobId: randomUUID() };
    await api.tell(speaker.finished(2, fine));
    expect(await code('POST', `/api/executions/${fine.executionId}/acknowledge`)).toEqual([
      409,
      'execution_not_failed',
    ]);
    expect(await code('POST', '/api/executions/none/acknowledge')).toEqual([404, 'execution_not_found']);
  });
});

describe('artifacts', () => {
  test('are listed, pinned and let go; a deleted one says so, and so does its log', async () => {
    const { items } = await get(`/api/artifacts?machineId=${machineId}`);
    const artifact = items.find(({ metadataJson }: { metadataJson: string }) =>
      metadataJson.includes(run.executionId),
    );
    expect(artifact).toMatchObject({
      kind: 'raw_log',
      retentionPolicy: 'failed',
      pinned: 0,
      deletedAt: null,
    });
    const path = `/api/artifacts/${artifact.id}`;
    expect(await get(path)).toEqual(artifact);
    const pinned = await api.ask('PATCH', path, { pinned: true });
    expect(pinned.json()).toMatchObject({ pinned: 1, retentionPolicy: 'pinned', expiresAt: null });

    const far = new Date(Date.parse(artifact.expiresAt) + 1);
    const remove = (file: string) => api.logs.remove(file);
    await api.store.prune(remove, {}, far);
    expect((await api.ask('GET', `/api/executions/${run.executionId}/log`)).body).toBe('the log\n');
    expect((await api.ask('PATCH', path, { pinned: false })).json()).toEqual(artifact);

    await api.store.prune(remove, {}, far);
    expect(await get(path)).toMatchObject({
      deletedAt: far.toISOString(),
      deleteReason: 'retention: failed, 180 days',
    });
    expect(await code('GET', `/api/executions/${run.executionId}/log`)).toEqual([410, 'artifact_deleted']);
    expect(await code('GET', `/api/executions/${run.executionId}/log/stream`)).toEqual([
      410,
      'artifact_deleted',
    ]);
    expect(await code('PATCH', path, { pinned: true })).toEqual([410, 'artifact_deleted']);
    expect(await api.logs.size(machineId, run.executionId)).toBe(0);

    const [cleanup] = (await get('/api/reports?kind=cleanup&limit=1')).items;
    expect(cleanup).toMatchObject({ machineId: null, executionId: null });
    const text = await api.ask('GET', `/api/reports/${cleanup.id}/content`);
    expect(text.body).toContain(`- web-1 (${machineId}): 1 log, 8 bytes`);
  });

  test('that are not there are not found', async () => {
    expect(await code('GET', '/api/artifacts/none')).toEqual([404, 'artifact_not_found']);
    expect(await code('PATCH', '/api/artifacts/none', { pinned: true })).toEqual([404, 'artifact_not_found']);
    expect(await code('PATCH', '/api/artifacts/none', { pinned: 'yes' })).toEqual([400, 'validation_failed']);
  });
});
