import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RealApp, realApp } from './support/real.ts';

let real: RealApp;
beforeAll(async () => {
  real = await realApp();
});
afterAll(() => real[Symbol.asyncDispose]());

test('a client is made with its token, listed without it, and refused once revoked', async () => {
  const made = await real.ask('POST', '/api/api-clients', { name: 'ci', scopes: ['machines:read'] });
  expect(made.statusCode).toBe(201);
  const { token, ...client } = made.json();
  expect(token).toMatch(/^suivi_api_[\w-]{43}$/);
  expect(token.startsWith(client.tokenPrefix)).toBe(true);
  expect(client).toMatchObject({ name: 'ci', scopes: ['machines:read'], hermes: false, revokedAt: null });

  const list = await real.ask('GET', '/api/api-clients');
  const [, listed] = list.json().items;
  expect(listed).toEqual(client);
  expect(list.body).not.toContain(token);
  expect(list.body).not.toMatch(/tokenHash|scopesJson/);

  const as = (path: string) => real.ask('GET', path, undefined, { authorization: `Bearer ${token}` });
  expect((await as('/api/machines')).statusCode).toBe(200);
  expect((await as('/api/api-clients')).json().code).toBe('scope_missing');
  expect((await real.ask('GET', '/api/api-clients')).json().items[1].lastUsedAt).not.toBeNull();

  expect((await real.ask('DELETE', `/api/api-clients/${client.id}`)).statusCode).toBe(204);
  expect((await as('/api/machines')).json().code).toBe('credential_invalid');
  expect((await real.ask('DELETE', `/api/api-clients/${client.id}`)).json().code).toBe('client_not_found');
});

test('what the assistant program does carries its name', async () => {
  const { token } = (
    await real.ask('POST', '/api/api-clients', {
      name: 'assistant',
      scopes: ['machines:write'],
      hermes: true,
    })
  ).json();
  const { machineId } = await real.machine();
  const path = `/api/machines/${machineId}`;
  await real.ask('DELETE', path, undefined, { authorization: `Bearer ${token}` });
  const [event] = (await real.ask('GET', '/api/events')).json().items;
  expect(event).toMatchObject({ eventType: 'machine_deleted', actorType: 'hermes' });
});
