import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Speaker } from '../store/support/messages.ts';
import { type RealApp, realApp } from './support/real.ts';

let real: RealApp;
let web: Speaker;
beforeAll(async () => {
  real = await realApp();
  web = await real.machine('web-1');
});
afterAll(() => real[Symbol.asyncDispose]());

const request = async (body: object = {}, headers = {}) =>
  real.ask('POST', `/api/machines/${web.machineId}/actions`, { action: 'apt_refresh', ...body }, headers);

test('a job becomes an execution with a log', async () => {
  const accepted = await request({ reason: 'Tuesday' });
  expect(accepted.statusCode).toBe(202);
  const run: { jobId: string; executionId: string } = accepted.json();
  const execution = async () => (await real.ask('GET', `/api/executions/${run.executionId}`)).json();

  expect(await execution()).toMatchObject({
    id: run.executionId,
    status: 'queued',
    jobId: run.jobId,
    machineId: web.machineId,
    startedAt: null,
  });
  expect((await real.ask('GET', `/api/jobs/${run.jobId}`)).json()).toMatchObject({
    id: run.jobId,
    status: 'queued',
    reason: 'Tuesday',
    actorType: 'api_client',
  });
  expect((await real.ask('GET', `/api/executions/${run.executionId}/log`)).body).toBe('');

  await real.tell(web.started(10, run));
  expect(await execution()).toMatchObject({ id: run.executionId, status: 'running', jobId: run.jobId });
  await real.logs.append(web.machineId, run.executionId, 0, Buffer.from('Hit:1 http://deb.example\n'));
  expect((await real.ask('GET', `/api/executions/${run.executionId}/log`)).body).toBe(
    'Hit:1 http://deb.example\n',
  );
  const part = await real.ask('GET', `/api/executions/${run.executionId}/log`, undefined, {
    range: 'bytes=0-2',
  });
  expect({ status: part.statusCode, body: part.body }).toEqual({ status: 206, body: 'Hit' });

  await real.tell(web.finished(20, run, { status: 'warning', errorKind: 'source_failed' }));
  const finished = await execution();
  expect(finished).toMatchObject({ status: 'warning', exitCode: 0, errorKind: 'source_failed' });
  expect(JSON.parse(finished.resultJson).executionId).toBe(run.executionId);
  expect((await real.ask('GET', `/api/executions?machineId=${web.machineId}`)).json().items).toEqual([
    finished,
  ]);
  expect((await real.ask('GET', '/api/executions?machineId=other')).json().items).toEqual([]);
});

test('the same Idempotency-Key asks once', async () => {
  const key = { 'idempotency-key': 'tuesday-1' };
  const first = (await request({}, key)).json();
  expect((await request({}, key)).json()).toEqual(first);
  expect((await request({}, { 'idempotency-key': 'tuesday-2' })).json()).not.toEqual(first);
  expect((await request()).json()).not.toEqual((await request()).json());
  expect((await request({}, { 'idempotency-key': 'x'.repeat(300) })).statusCode).toBe(400);
  const { machineId } = await real.machine('web-2');
  const other = await real.ask('POST', `/api/machines/${machineId}/actions`, { action: 'apt_refresh' }, key);
  expect(other.json()).toMatchObject({ status: 409, code: 'idempotency_conflict' });
});

test('a job can be cancelled until it is sent', async () => {
  const { jobId, executionId } = (await request()).json();
  const assistant = (
    await real.ask('POST', '/api/api-clients', { name: 'assistant', scopes: ['actions:run'], hermes: true })
  ).json();
  const asAssistant = { authorization: `Bearer ${assistant.token}` };
  expect((await real.ask('DELETE', `/api/jobs/${jobId}`, undefined, asAssistant)).json()).toMatchObject({
    id: jobId,
    status: 'cancelled',
  });
  expect((await real.ask('GET', `/api/executions/${executionId}`)).json()).toMatchObject({
    status: 'cancelled',
    errorMessage: 'Cancelled by assistant.',
  });
  const [event] = (await real.ask('GET', '/api/events')).json().items;
  expect(event).toMatchObject({ eventType: 'job_cancelled', actorType: 'hermes', actorId: assistant.id });
  const again = await real.ask('DELETE', `/api/jobs/${jobId}`);
  expect(again.json()).toMatchObject({
    status: 409,
    code: 'job_not_queued',
    detail: 'The job is cancelled.',
  });
  expect((await real.ask('DELETE', '/api/jobs/unknown')).json().code).toBe('job_not_found');
});

test.each([
  [{ action: 'rm_rf' }, 'body.action'],
  [{ expiresAt: 'tomorrow' }, 'body.expiresAt'],
  [{ parameters: { option: '-o Dir=/' } }, 'body.parameters'],
  [{ reason: 'x'.repeat(1001) }, 'body.reason'],
])('%j is refused by name', async (body, path) => {
  const { code, fields } = (await request(body)).json();
  expect(code).toBe('validation_failed');
  expect(fields.map((field: { path: string }) => field.path)).toContain(path);
});

test.each(['too_many_jobs', 'expiry_invalid'] as const)('says why a job is not taken: %s', async (code) => {
  await using refusing = await realApp({
    jobs: {
      requestAction: async () => ({ accepted: false, code, message: 'Because.' }),
      cancel: async () => false,
    },
  });
  const { machineId } = await refusing.machine();
  const answer = await refusing.ask('POST', `/api/machines/${machineId}/actions`, {
    action: 'apt_refresh',
  });
  expect(answer.json()).toMatchObject({ code, detail: 'Because.' });
});
