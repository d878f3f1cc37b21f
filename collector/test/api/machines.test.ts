import { generateKeyPair } from '@suivi/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Speaker } from '../store/support/messages.ts';
import { time } from '../store/support/messages.ts';
import { type RealApp, realApp, TOKEN } from './support/real.ts';

interface MachinePage {
  items: { id: string }[];
  next: string | null;
}

let real: RealApp;
let web: Speaker;
let db: Speaker;

beforeAll(async () => {
  real = await realApp();
  web = await real.machine('web-1');
  db = await real.machine('db-1');
  await real.tell(
    web.apt(10, { apt: { count: 3 } }),
    web.system(11),
    web.metrics(12),
    web.apt(20, { apt: { count: 4 } }),
    web.event(21),
  );
});
afterAll(() => real[Symbol.asyncDispose]());

test('a machine is shown with its state, and without anything of SSH', async () => {
  const { body, statusCode } = await real.ask('GET', `/api/machines/${web.machineId}`);
  expect(statusCode).toBe(200);
  const machine = JSON.parse(body);
  expect(machine).toMatchObject({
    id: web.machineId,
    name: 'web-1',
    hostname: 'web-1',
    status: 'updates_available',
    statusReasons: [{ code: 'stored', message: 'As it is stored.' }],
    connected: false,
    osFamily: 'debian',
    osCodename: 'bookworm',
    machineKind: 'vm',
    quarantine: null,
    state: {
      machineId: web.machineId,
      status: 'updates_available',
      aptUpdatesCount: 4,
      aptRebootRequired: 0,
      rootUsedPercent: 98.25,
      cpuLoad1: 0.25,
    },
  });
  expect(Object.keys(machine)).not.toContain('port');
  expect(body).not.toMatch(/username|encPassword|publicKey/);
});

test('machines come in pages, each once', async () => {
  const seen: string[] = [];
  let next: string | null = null;
  do {
    const page: MachinePage = (
      await real.ask('GET', `/api/machines?limit=1${next ? `&after=${next}` : ''}`)
    ).json();
    expect(page.items).toHaveLength(1);
    seen.push(...page.items.map(({ id }) => id));
    next = page.next;
  } while (next && seen.length < 10);
  expect(seen).toEqual([web.machineId, db.machineId]);

  const { code, status } = (await real.ask('GET', '/api/machines?after=elsewhere')).json();
  expect({ code, status }).toEqual({ code: 'cursor_invalid', status: 400 });
});

test('snapshots come newest first and without payloads, the latest with it', async () => {
  const list = (
    await real.ask('GET', `/api/machines/${web.machineId}/snapshots?kind=apt_update_analyze`)
  ).json();
  expect(list.items.map(({ checkedAt }: { checkedAt: string }) => checkedAt)).toEqual([time(20), time(10)]);
  expect(Object.keys(list.items[0])).not.toContain('payloadJson');
  expect(Object.keys(list.items[0])).not.toContain('payload');
  expect((await real.ask('GET', `/api/machines/${web.machineId}/snapshots`)).json().items).toHaveLength(3);

  const latest = (await real.ask('GET', `/api/machines/${web.machineId}/snapshots/latest`)).json();
  expect(latest).toMatchObject({ kind: 'apt_update_analyze', checkedAt: time(20), receivedAt: time(20) });
  expect(latest.payload.apt.count).toBe(4);
  expect(Object.keys(latest)).not.toContain('payloadJson');
  const system = (
    await real.ask('GET', `/api/machines/${web.machineId}/snapshots/latest?kind=system`)
  ).json();
  expect(system.payload).toMatchObject({ arch: 'amd64', memoryBytes: 64 * 2 ** 30 });

  const none = await real.ask('GET', `/api/machines/${db.machineId}/snapshots/latest?kind=system`);
  expect(none.json()).toMatchObject({ status: 404, code: 'snapshot_not_found' });
  const strange = await real.ask('GET', `/api/machines/${db.machineId}/snapshots/latest?kind=docker`);
  expect(strange.json()).toMatchObject({ status: 400, code: 'validation_failed' });
});

test('metrics are numbers as they were measured', async () => {
  const metrics = (await real.ask('GET', `/api/machines/${web.machineId}/metrics/latest`)).json();
  expect(metrics).toMatchObject({
    memoryTotalBytes: 64 * 2 ** 30,
    memoryUsedPercent: 50.5,
    collectedAt: time(12),
  });
  expect(JSON.parse(metrics.warningsJson)[0].code).toBe('disk_full');
  expect((await real.ask('GET', `/api/machines/${db.machineId}/metrics/latest`)).json().code).toBe(
    'metrics_not_found',
  );
});

test('the timeline goes both ways, of the fleet and of a machine', async () => {
  const mine = (await real.ask('GET', `/api/machines/${web.machineId}/events`)).json().items;
  const types = mine.map(({ eventType }: { eventType: string }) => eventType);
  expect(types).toEqual([
    'outbox_set_aside',
    'apt_refresh',
    'disk_warning',
    'apt_refresh',
    'machine_enrolled',
  ]);
  const seqs = mine.map(({ seq }: { seq: number }) => seq);
  expect(seqs).toEqual([...seqs].sort((a, b) => b - a));

  const page = (await real.ask('GET', '/api/events?order=oldest&limit=2')).json();
  expect(page.items.map(({ machineId }: { machineId: string }) => machineId)).toEqual([
    web.machineId,
    db.machineId,
  ]);
  const rest = (await real.ask('GET', `/api/events?order=oldest&after=${page.next}`)).json();
  expect(rest.items.map(({ id }: { id: string }) => id)).toEqual(
    mine
      .slice(0, 4)
      .map(({ id }: { id: string }) => id)
      .reverse(),
  );
});

test('a machine is renamed by a client, and the timeline says by whom', async () => {
  const renamed = await real.ask('PATCH', `/api/machines/${db.machineId}`, { name: 'Datenbank ü' });
  expect(renamed.json()).toMatchObject({ name: 'Datenbank ü', hostname: 'db-1' });
  const [event] = (await real.ask('GET', `/api/machines/${db.machineId}/events`)).json().items;
  expect(event).toMatchObject({
    eventType: 'machine_renamed',
    actorType: 'api_client',
    actorId: expect.stringContaining('client-'),
  });
  for (const body of [{ name: '' }, { name: '   ' }, {}, { name: 'x', status: 'ok' }, { tags: 'web' }])
    expect((await real.ask('PATCH', `/api/machines/${db.machineId}`, body)).statusCode).toBe(400);
  expect((await real.ask('PATCH', '/api/machines/nobody', { name: 'x' })).json().code).toBe(
    'machine_not_found',
  );
});

test('tags find machines', async () => {
  const path = `/api/machines/${db.machineId}`;
  const tagged = await real.ask('PATCH', path, { tags: ['rack:b/2', 'db'] });
  expect(tagged.json()).toMatchObject({ name: 'Datenbank ü', tags: ['db', 'rack:b/2'] });
  const list = async (query: string) =>
    (await real.ask('GET', `/api/machines?${query}`))
      .json()
      .items.map(({ id, tags }: { id: string; tags: string[] }) => [id, tags]);
  expect(await list('tag=db')).toEqual([[db.machineId, ['db', 'rack:b/2']]]);
  expect(await list('tag=rack%3Ab%2F2&limit=1')).toHaveLength(1);
  expect(await list('tag=web')).toEqual([]);
  expect((await list('')).map(([id]: [string]) => id)).toContain(web.machineId);
  const [event] = (await real.ask('GET', `${path}/events`)).json().items;
  expect(event).toMatchObject({ eventType: 'machine_tagged', actorType: 'api_client' });
  const wrong = [
    ['Web'],
    [''],
    ['a b'],
    ['x'.repeat(64)],
    ['a', 'a'],
    Array.from({ length: 51 }, (_, i) => `t${i}`),
  ];
  for (const tags of wrong) expect((await real.ask('PATCH', path, { tags })).statusCode, `${tags}`).toBe(400);
  expect((await real.ask('GET', '/api/machines?tag=A%20B')).json().code).toBe('validation_failed');
  expect((await real.ask('PATCH', path, { tags: [] })).json().tags).toEqual([]);
});

test('many machines are tagged at once, each with an answer of its own', async () => {
  const ask = (body: object) => real.ask('POST', '/api/machines/tags', body);
  const machineIds = [web.machineId, db.machineId];
  const answer = await ask({ machineIds: [...machineIds, 'nobody'], add: ['prod'] });
  expect(answer.statusCode).toBe(200);
  expect(answer.json().items).toEqual([
    { machineId: web.machineId, tags: ['prod'] },
    { machineId: db.machineId, tags: ['prod'] },
    { machineId: 'nobody', code: 'machine_not_found', message: expect.anything(), next: expect.anything() },
  ]);
  const [event] = (await real.ask('GET', `/api/machines/${web.machineId}/events`)).json().items;
  expect(event).toMatchObject({ eventType: 'machine_tagged', message: 'Tags added: prod.' });
  expect((await ask({ machineIds, remove: ['prod'] })).json().items[0]).toMatchObject({ tags: [] });
  for (const body of [{ machineIds }, { machineIds, add: ['Web'] }, { machineIds: [], add: ['x'] }])
    expect((await ask(body)).json().code).toBe('validation_failed');
  const both = (await ask({ machineIds, add: ['x'], remove: ['x'] })).json();
  expect(both).toMatchObject({ status: 400, fields: [{ path: 'body.add' }, { path: 'body.remove' }] });
});

test('a deleted machine is gone from everywhere, and its agent is sent away', async () => {
  const old = await real.machine('old');
  const path = `/api/machines/${old.machineId}`;
  expect((await real.ask('DELETE', path)).statusCode).toBe(204);
  expect(real.expelled).toEqual([old.machineId]);
  for (const [method, url, body] of [
    ['GET', path],
    ['PATCH', path, { name: 'x' }],
    ['DELETE', path],
    ['POST', `${path}/adopt`],
    ['POST', `${path}/actions`, { action: 'apt_refresh' }],
    ['GET', `${path}/snapshots`],
    ['GET', `${path}/snapshots/latest`],
    ['GET', `${path}/events`],
    ['GET', `${path}/metrics/latest`],
    ['GET', `${path}/metrics`],
    ['GET', `${path}/hardware`],
  ] as const)
    expect((await real.ask(method, url, body)).json().code, `${method} ${url}`).toBe('machine_not_found');
  expect((await real.ask('GET', '/api/machines')).json().items).toHaveLength(2);
  const [event] = (await real.ask('GET', '/api/events')).json().items;
  expect(event).toMatchObject({ eventType: 'machine_deleted', actorType: 'api_client' });
});

test('a machine enrols with a token that is shown once', async () => {
  const made = await real.ask('POST', '/api/enrolment-tokens', { name: 'mail', ttlSeconds: 60 });
  expect(made.statusCode).toBe(201);
  const { token, expiresAt, createdAt } = made.json();
  expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBe(60_000);
  const request = {
    token,
    publicKey: generateKeyPair().publicKey,
    hostname: 'mail-1',
    agentVersion: '0.1.0',
  };
  const open = { authorization: '' };

  const enrolled = await real.ask('POST', '/api/enrol', request, open);
  expect(enrolled.json()).toEqual({
    machineId: expect.any(String),
    name: 'mail',
    collectorId: real.store.collectorId,
    collectorPublicKey: 'the-key-of-the-collector',
  });
  expect((await real.ask('POST', '/api/enrol', request, open)).json()).toEqual(enrolled.json());
  const other = { ...request, publicKey: generateKeyPair().publicKey };
  expect((await real.ask('POST', '/api/enrol', other, open)).json().code).toBe('token_used');
  expect((await real.ask('POST', '/api/enrol', { ...other, token: 'x' }, open)).json().code).toBe(
    'token_unknown',
  );
  const short = await real.ask('POST', '/api/enrol', { ...other, publicKey: 'AAAA' }, open);
  expect(short.json()).toMatchObject({ code: 'validation_failed', fields: [{ path: 'body.publicKey' }] });
});

test('an agent with an unknown key waits to be adopted, and takes no jobs before', async () => {
  const publicKey = generateKeyPair().publicKey;
  const visit = (machineId: string) =>
    real.store.agents.quarantine({
      reason: 'unknown_key',
      machineId,
      publicKey,
      hostname: 'restored',
      bootId: null,
      address: '10.0.0.9',
      at: time(100),
    });
  await visit('lost-machine');
  const path = '/api/machines/lost-machine';
  expect((await real.ask('GET', path)).json().quarantine).toEqual({
    reason: 'unknown_key',
    hostname: 'restored',
    address: '10.0.0.9',
    seenAt: time(100),
  });
  expect((await real.ask('POST', `${path}/actions`, { action: 'apt_refresh' })).json().code).toBe(
    'machine_quarantined',
  );
  expect((await real.ask('POST', `${path}/adopt`)).json()).toMatchObject({
    id: 'lost-machine',
    quarantine: null,
  });
  const { items: events } = (await real.ask('GET', `${path}/events`)).json();
  expect(events[0]).toMatchObject({
    eventType: 'machine_adopted',
    actorType: 'api_client',
    actorId: `client-${TOKEN}`,
  });
  expect((await real.ask('POST', `${path}/adopt`)).json().code).toBe('not_quarantined');

  await visit(web.machineId);
  const { items } = (await real.ask('GET', '/api/machines')).json();
  const visitor = items.find(({ quarantine }: { quarantine: object | null }) => quarantine);
  expect(visitor.quarantine.of).toBe(web.machineId);
  const adopted = await real.ask('POST', `/api/machines/${visitor.id}/adopt`);
  expect(adopted.json()).toMatchObject({ id: web.machineId, quarantine: null });
});
