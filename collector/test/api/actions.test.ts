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
  const { result, ...stored } = finished;
  expect(result).toEqual(JSON.parse(stored.resultJson));
  expect((await real.ask('GET', `/api/executions?machineId=${web.machineId}`)).json().items).toEqual([
    stored,
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
  for (const other of [{ reason: 'another' }, { expiresAt: new Date(Date.now() + 60_000).toISOString() }])
    expect((await request(other, key)).json(), JSON.stringify(other)).toMatchObject({
      code: 'idempotency_conflict',
      detail: `That one made the job ${first.jobId}.`,
    });
  expect((await request({ reason: null, expiresAt: null }, key)).json()).toEqual(first);
  const { machineId } = await real.machine('web-2');
  const other = await real.ask('POST', `/api/machines/${machineId}/actions`, { action: 'apt_refresh' }, key);
  expect(other.json()).toMatchObject({ status: 409, code: 'idempotency_conflict' });
});

const HASH = 'a'.repeat(64);
const PACKAGE = { name: 'libc6', arch: 'amd64', version: '2.36-10' };

test.each([
  [{ action: 'apt_upgrade', planHash: HASH }],
  [{ action: 'apt_upgrade', plan: 'current' }],
  [{ action: 'apt_upgrade', plan: 'current', allowRemovals: false }],
  [{ action: 'apt_full_upgrade', plan: 'current', allowRemovals: true }],
  [{ action: 'apt_security_upgrade', planHash: HASH }],
  [{ action: 'apt_upgrade_selected', planHash: HASH, packages: [PACKAGE] }],
  [{ action: 'apt_autoremove', planHash: HASH }],
  [{ action: 'apt_autoremove', plan: 'current', allowRemovals: true }],
  [{ action: 'apt_repair', plan: 'current' }],
  [{ action: 'apt_clean' }],
  [{ action: 'apt_hold', packages: [{ name: 'libc6' }, { name: 'zlib1g', arch: 'i386' }] }],
  [{ action: 'apt_unhold', packages: [{ name: 'libc6' }] }],
  [{ action: 'services_restart' }],
  [{ action: 'services_restart', services: ['ssh.service'] }],
  [{ action: 'reboot', reason: null, expiresAt: null }],
])('%j is taken', async (body) => {
  const { machineId } = await real.machine();
  const answer = await real.ask('POST', `/api/machines/${machineId}/actions`, body);
  expect(answer.statusCode, answer.body).toBe(202);
});

test.each([
  [{ action: 'apt_upgrade' }, 'plan_missing', /POST \/api\/machines\/:id\/plan/],
  [{ action: 'apt_repair', allowRemovals: true }, 'plan_missing', /planHash/],
  [{ action: 'apt_full_upgrade', plan: 'current', planHash: HASH }, 'plan_ambiguous', /not both/],
  [{ action: 'apt_autoremove', plan: 'current' }, 'removals_not_allowed', /allowRemovals: true/],
  [{ action: 'apt_autoremove', plan: 'current', allowRemovals: false }, 'removals_not_allowed', /planHash/],
])('%j is refused, and it is said what to do', async (body, code, next) => {
  const answer = (await request(body)).json();
  expect(answer).toMatchObject({ status: 400, code, next: expect.stringMatching(next) });
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
  [{ planHash: HASH }, 'body.planHash'],
  [{ plan: 'current' }, 'body.plan'],
  [{ packages: [{ name: 'libc6' }] }, 'body.packages'],
  [{ allowRemovals: true }, 'body.allowRemovals'],
  [{ action: 'apt_upgrade', plan: 'whatever' }, 'body.plan'],
  [{ action: 'apt_upgrade', planHash: 'abc' }, 'body.planHash'],
  [{ action: 'apt_upgrade', plan: 'current', allowRemovals: true }, 'body.allowRemovals'],
  [{ action: 'apt_upgrade', plan: 'current', services: ['ssh.service'] }, 'body.services'],
  [{ action: 'apt_upgrade_selected', plan: 'current' }, 'body'],
  [{ action: 'apt_upgrade_selected', plan: 'current', packages: [] }, 'body.packages'],
  [{ action: 'apt_upgrade_selected', plan: 'current', packages: [{ name: 'libc6' }] }, 'body.packages.0'],
  [{ action: 'apt_hold', packages: [PACKAGE] }, 'body.packages.0.version'],
  [{ action: 'apt_hold', packages: [{ name: '--purge' }] }, 'body.packages.0.name'],
  [{ action: 'apt_hold', packages: [{ name: 'a', option: 1 }] }, 'body.packages.0.option'],
  [{ action: 'services_restart', services: ['ssh; reboot'] }, 'body.services.0'],
])('%j is refused by name', async (body, path) => {
  const { code, fields } = (await request(body)).json();
  expect(code).toBe('validation_failed');
  expect(fields.map((field: { path: string }) => field.path)).toContain(path);
});

test.each(['expiry_invalid', 'too_many_machines'] as const)('says why nothing is taken: %s', async (code) => {
  await using refusing = await realApp({
    jobs: {
      requestAction: async () => ({ accepted: false, code, message: 'Because.' }),
      cancel: async () => 'too_late',
    },
  });
  const { machineId } = await refusing.machine();
  const answer = await refusing.ask('POST', `/api/machines/${machineId}/actions`, {
    action: 'apt_refresh',
  });
  expect(answer.json()).toMatchObject({ code, detail: 'Because.' });
});

test('executions are found by machine, status, action, request and job', async () => {
  const speaker = await real.machine('web-4');
  const runs = [];
  for (const action of ['apt_clean', 'apt_refresh', 'reboot'] as const) {
    const answer = await real.ask('POST', `/api/machines/${speaker.machineId}/actions`, { action });
    runs.push({ action, ...answer.json() });
    await real.tell(speaker.started(1, answer.json(), 'manual', action));
    if (action !== 'reboot') await real.tell(speaker.finished(2, answer.json(), { action, status: 'ok' }));
  }
  const [clean, refresh, reboot] = runs;
  const list = async (query: string) =>
    (await real.ask('GET', `/api/executions?machineId=${speaker.machineId}&${query}`))
      .json()
      .items.map(({ id }: { id: string }) => id);
  expect(await list('')).toEqual([reboot, refresh, clean].map(({ executionId }) => executionId));
  expect(await list('status=running')).toEqual([reboot.executionId]);
  expect(await list('status=ok&action=apt_clean')).toEqual([clean.executionId]);
  expect(await list(`jobId=${refresh.jobId}`)).toEqual([refresh.executionId]);
  const { requestId } = (await real.ask('GET', `/api/jobs/${refresh.jobId}`)).json();
  expect(await list(`requestId=${requestId}`)).toEqual([refresh.executionId]);
  expect((await real.ask('GET', '/api/executions?status=queued')).json().code).toBe('validation_failed');
});
