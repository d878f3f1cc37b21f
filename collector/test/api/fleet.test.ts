import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Speaker, time } from '../store/support/messages.ts';
import { pendingPackage } from '../store/support/pending.ts';
import { type RealApp, realApp } from './support/real.ts';

let real: RealApp;
let web: Speaker;
let db: Speaker;

beforeAll(async () => {
  real = await realApp();
  web = await real.machine('web-1');
  db = await real.machine('db-1');
  const openssl = pendingPackage('openssl', { security: 'yes' });
  const bash = pendingPackage('bash', { status: 'held', reason: 'A person holds it.' });
  await real.tell(
    web.apt(10, { apt: { count: 1, securityCount: 1, packages: [openssl, bash] } }),
    db.apt(11, { apt: { count: 1, packages: [pendingPackage('bash')] } }),
  );
});
afterAll(() => real[Symbol.asyncDispose]());

const get = async (url: string) => JSON.parse((await real.ask('GET', url)).body);

test('the fleet comes in one answer, with its updates and nothing that a list does not show', async () => {
  const { items } = await get('/api/fleet');
  expect(items.map(({ name, updates }: { name: string; updates: unknown }) => [name, updates])).toEqual([
    ['web-1', { count: 1, security: 1 }],
    ['db-1', { count: 1, security: 0 }],
  ]);
  expect(items[0].agentVersion).toBeUndefined();
});

test('a machine without an analysis has updates that are not known, and a run is shown while it goes on', async () => {
  const fresh = await real.machine('new-1');
  const run = { executionId: randomUUID(), jobId: randomUUID() };
  await real.tell(fresh.started(20, run));
  const { updates, running } = await get(`/api/machines/${fresh.machineId}`);
  expect(updates).toBeNull();
  expect(running).toMatchObject({ executionId: run.executionId, action: 'apt_refresh' });
});

test('packages are counted by machines, those for security first', async () => {
  const { items } = await get('/api/packages');
  expect(items).toEqual([
    {
      name: 'openssl',
      candidateVersions: ['1.1'],
      security: 'yes',
      since: time(10),
      machines: 1,
      upgradable: 1,
    },
    { name: 'bash', candidateVersions: ['1.1'], security: 'no', since: time(10), machines: 2, upgradable: 1 },
  ]);
});

test('a package names its machines and why one is left out', async () => {
  const { items } = await get('/api/packages/bash');
  expect(items).toHaveLength(2);
  expect(items[0]).toMatchObject({
    machineId: web.machineId,
    status: 'held',
    reason: 'A person holds it.',
    installedVersion: '1.0',
  });
  expect((await get('/api/packages/nothing')).items).toEqual([]);
});
