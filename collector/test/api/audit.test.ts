import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, PASSWORD, setUp } from './support/browser.ts';
import { type RealApp, realApp } from './support/real.ts';

let real: RealApp;
let browser: Browser;
beforeAll(async () => {
  real = await realApp();
  browser = await setUp(real.app, real.store);
});
afterAll(() => real[Symbol.asyncDispose]());

/** The newest line of the timeline, with its payload. */
async function lastEvent() {
  const [event] = (await browser.ask('GET', '/api/events')).json().items;
  return { ...event, payload: JSON.parse(event.payloadJson) };
}

const byAda = { actorType: 'user', actorName: 'ada', machineId: null };

test('API clients that are made and revoked are told, without their tokens', async () => {
  const made = await browser.ask('POST', '/api/api-clients', { name: 'ci', scopes: ['machines:read'] });
  const { token, id, tokenPrefix } = made.json();
  const created = await lastEvent();
  expect(created).toMatchObject({ ...byAda, eventType: 'client_created' });
  expect(created.payload).toEqual({ clientId: id, name: 'ci', tokenPrefix, scopes: ['machines:read'] });
  expect(JSON.stringify(created)).not.toContain(token);
  await browser.ask('DELETE', `/api/api-clients/${id}`);
  expect(await lastEvent()).toMatchObject({ ...byAda, eventType: 'client_revoked', payload: { name: 'ci' } });
});

test('enrolment tokens are told', async () => {
  const { id, token } = (await browser.ask('POST', '/api/enrolment-tokens', { name: 'web-1' })).json();
  const event = await lastEvent();
  expect(event).toMatchObject({
    ...byAda,
    eventType: 'token_created',
    payload: { tokenId: id, name: 'web-1' },
  });
  expect(JSON.stringify(event)).not.toContain(token);
});

test('users that are made, changed and deleted are told by who did it, and are still named when they are gone', async () => {
  const user = { username: 'bob', password: PASSWORD, role: 'operator' };
  const { id } = (await browser.ask('POST', '/api/users', user)).json();
  expect(await lastEvent()).toMatchObject({
    ...byAda,
    eventType: 'user_created',
    payload: { userId: id, username: 'bob', role: 'operator' },
  });
  await browser.ask('PATCH', `/api/users/${id}`, { role: 'viewer', disabled: true });
  expect(await lastEvent()).toMatchObject({
    ...byAda,
    eventType: 'user_changed',
    payload: { changed: ['role', 'disabled'], role: 'viewer' },
  });
  await browser.ask('DELETE', `/api/users/${id}`);
  expect(await lastEvent()).toMatchObject({
    ...byAda,
    eventType: 'user_deleted',
    payload: { username: 'bob' },
  });
});

test('an action that was asked for is on the timeline of its machine, or of the fleet', async () => {
  const { machineId } = await real.machine();
  const other = await real.machine();
  const asked = await browser.ask('POST', `/api/machines/${machineId}/actions`, {
    action: 'apt_refresh',
    reason: 'Tuesday',
  });
  const { jobId } = asked.json();
  expect(await lastEvent()).toMatchObject({
    ...byAda,
    machineId,
    jobId,
    eventType: 'action_requested',
    message: 'Tuesday',
    payload: { action: 'apt_refresh', machines: 1 },
  });
  const [job] = (await browser.ask('GET', '/api/jobs')).json().items;
  expect(job).toMatchObject({ actorType: 'user', actorName: 'ada' });
  expect((await browser.ask('GET', `/api/jobs/${jobId}`)).json().actorName).toBe('ada');
  const machineIds = [machineId, other.machineId];
  await browser.ask('POST', '/api/actions', { machineIds, action: 'apt_refresh' });
  expect(await lastEvent()).toMatchObject({ ...byAda, payload: { machines: 2 } });
});

test('a sign-in that failed is told without what was typed as a name, and not without end', async () => {
  const typed = 'a password by mistake';
  for (let guess = 0; guess < 8; guess++)
    await browser.ask('POST', '/api/login', { username: typed, password: `${guess}` });
  const { items } = (await browser.ask('GET', '/api/events')).json();
  const failed = items.filter((event: { eventType: string }) => event.eventType === 'login_failed');
  expect(failed.length).toBeGreaterThanOrEqual(1);
  expect(failed.length).toBeLessThanOrEqual(5);
  expect(failed[0]).toMatchObject({ severity: 'warning', actorType: 'system', machineId: null });
  expect(JSON.stringify(items)).not.toContain(typed);
});
