import { expect, test } from 'vitest';
import { realApp } from './support/real.ts';

const STEPS = [
  { kind: 'timezone', zone: 'Etc/UTC' },
  { kind: 'packages', present: ['htop'], absent: [] },
];

test('profiles are declared, versioned and assigned; the signed order carries what they say', async () => {
  await using api = await realApp();
  const { machineId } = await api.machine();
  const made = await api.ask('POST', '/api/post-install/profiles', { name: 'base', steps: STEPS });
  expect(made.statusCode).toBe(201);
  const { id } = made.json();
  const profile = `/api/post-install/profiles/${id}`;
  const again = await api.ask('POST', '/api/post-install/profiles', { name: 'base', steps: [] });
  expect(again.json()).toMatchObject({ code: 'profile_name_taken' });

  const url = `/api/machines/${machineId}/post-install`;
  expect((await api.ask('GET', url)).json()).toMatchObject({
    status: null,
    profiles: [],
    machine: null,
    lastCheck: null,
  });
  await api.ask('PUT', `${profile}/assignments`, { machineIds: [machineId], tags: [] });
  expect((await api.ask('GET', url)).json()).toMatchObject({
    status: 'pending',
    profiles: [{ id, name: 'base', version: 1, byMachine: true }],
    settings: [
      { kind: 'packages', name: 'htop', value: 'present', profile: 'base' },
      { kind: 'timezone', name: '', value: 'Etc/UTC', profile: 'base' },
    ],
  });
  const versions = { basedOn: 1, steps: STEPS.slice(0, 1), note: 'Without htop.' };
  expect((await api.ask('POST', `${profile}/versions`, versions)).json()).toMatchObject({ version: 2 });
  expect((await api.ask('POST', `${profile}/versions`, versions)).json()).toMatchObject({
    code: 'profile_outdated',
  });
  expect((await api.ask('GET', `${profile}/versions`)).json().items).toHaveLength(2);

  const check = await api.ask('POST', `${url}/check`, {});
  expect(check.statusCode).toBe(202);
  expect((await api.ask('POST', `${url}/apply`, {})).json()).toMatchObject({ code: 'plan_missing' });
  const planHash = 'a'.repeat(64);
  const both = await api.ask('POST', `${url}/apply`, { planHash, plan: 'current' });
  expect(both.json()).toMatchObject({ code: 'plan_ambiguous' });
  const apply = await api.ask('POST', `${url}/apply`, { planHash });
  expect(apply.statusCode).toBe(202);
  const job = (await api.ask('GET', `/api/jobs/${apply.json().jobId}`)).json();
  expect(job).toMatchObject({ action: 'post_install_apply', planHash });
  const row = await api.store.jobs.find(apply.json().jobId);
  expect(JSON.parse(row!.parametersJson)).toEqual({
    profiles: [{ id, name: 'base', version: 2, steps: STEPS.slice(0, 1) }],
  });

  // What profiles say goes to machines by their own routes alone.
  const general = { action: 'post_install_apply', profiles: [] };
  expect((await api.ask('POST', `/api/machines/${machineId}/actions`, general)).statusCode).toBe(400);

  expect((await api.ask('DELETE', profile)).statusCode).toBe(204);
  expect((await api.ask('GET', profile)).json()).toMatchObject({ code: 'profile_not_found' });
});

test('a profile is made for a machine in one request, wholly or not at all', async () => {
  await using api = await realApp();
  const { machineId } = await api.machine();
  const make = (body: object) =>
    api.ask('POST', '/api/post-install/profiles', { name: 'proxy', steps: STEPS, ...body });
  const gone = await make({ machineIds: [machineId, '0'.repeat(8)] });
  expect([gone.statusCode, gone.json().code]).toEqual([404, 'machine_not_found']);
  expect((await api.ask('GET', '/api/post-install/profiles')).json().items).toEqual([]);

  const made = await make({ machineIds: [machineId], tags: ['web'], position: 50 });
  expect(made.json()).toMatchObject({ machineIds: [machineId], tags: ['web'] });
  const url = `/api/machines/${machineId}/post-install`;
  expect((await api.ask('GET', url)).json()).toMatchObject({
    status: 'pending',
    profiles: [{ name: 'proxy' }],
  });

  const profile = `/api/post-install/profiles/${made.json().id}`;
  const moved = { basedOn: 1, steps: [], position: 700 };
  expect((await api.ask('POST', `${profile}/versions`, moved)).json()).toMatchObject({
    version: 2,
    position: 700,
  });
  const late = { ...moved, position: 900 };
  expect((await api.ask('POST', `${profile}/versions`, late)).statusCode).toBe(409);
  expect((await api.ask('GET', profile)).json()).toMatchObject({ version: 2, position: 700 });
});

test.each([
  [{ kind: 'packages', present: ['htop\nid'], absent: [] }],
  [{ kind: 'apt_proxy', mode: 'proxy', url: 'http://user:secret@proxy' }],
  [{ kind: 'timezone', zone: '../../etc/shadow' }],
  [{ kind: 'sshd', ForceCommand: 'id' }],
  [{ kind: 'command', run: 'id' }],
])('a step out of the vocabulary is not declared: %j', async (step) => {
  await using api = await realApp();
  const answer = await api.ask('POST', '/api/post-install/profiles', { name: 'evil', steps: [step] });
  expect(answer.json()).toMatchObject({ code: 'validation_failed' });
});
