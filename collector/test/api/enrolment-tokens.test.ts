import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { realApp } from './support/real.ts';

const machine = (token: string, hostname: string) => ({
  ...{ token, hostname, agentVersion: '1.0.0' },
  publicKey: randomBytes(32).toString('base64'),
});

test('tokens are listed with who came by them, and one that was revoked lets nobody in', async () => {
  await using real = await realApp();
  const make = async (body: object) => (await real.ask('POST', '/api/enrolment-tokens', body)).json();
  const many = await make({ maxUses: 3 });
  const one = await make({ name: 'web-9', ttlSeconds: 60 });
  const came = await real.ask('POST', '/api/enrol', machine(many.token, 'web-1'));
  expect(came.statusCode).toBe(200);

  const list = async () => (await real.ask('GET', '/api/enrolment-tokens')).json().items;
  expect(await list()).toMatchObject([
    { id: one.id, name: 'web-9', uses: 0, state: 'open', machines: [], createdByName: expect.any(String) },
    {
      id: many.id,
      tokenPrefix: many.token.slice(0, 20),
      ...{ name: null, uses: 1, maxUses: 3, state: 'open' },
      machines: [{ id: came.json().machineId, name: 'web-1' }],
    },
  ]);
  expect(JSON.stringify(await list())).not.toContain(many.token);

  const revoke = () => real.ask('DELETE', `/api/enrolment-tokens/${many.id}`);
  expect((await revoke()).statusCode).toBe(204);
  expect((await revoke()).json()).toMatchObject({ code: 'token_not_found' });
  expect((await list())[1]).toMatchObject({ state: 'revoked', machines: [{ name: 'web-1' }] });
  const late = await real.ask('POST', '/api/enrol', machine(many.token, 'web-2'));
  expect(late.json()).toMatchObject({ code: 'token_unknown' });
  const { items } = await real.store.queries.events({}, { limit: 1 });
  expect(items[0]).toMatchObject({ eventType: 'token_revoked' });
});
