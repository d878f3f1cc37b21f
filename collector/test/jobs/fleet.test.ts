import { randomUUID } from 'node:crypto';
import { planHash } from '@suivi/shared';
import { afterEach, describe, expect, it } from 'vitest';
import { enrolAgent } from '../support/scripted-agent.ts';
import { useCollector } from './support/here.ts';
import { Worker } from './support/worker.ts';

const here = useCollector();
const workers: Worker[] = [];
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.socket.drop();
});

const HASH = planHash([]);
interface Item {
  machineId: string;
  jobId?: string;
  code?: string;
}

const post = (body: object, headers?: Record<string, string>) =>
  here.collector.call('POST', '/api/actions', body, headers);
const connected = async () => {
  const worker = await Worker.connect(here.collector);
  workers.push(worker);
  worker.journal('finished');
  return worker;
};
const away = async () => (await enrolAgent(here.collector)).machineId;
const codes = (items: Item[]) =>
  Object.fromEntries(items.map(({ machineId, code = 'job' }) => [machineId, code]));

describe('a request to many machines', () => {
  it('reaches each of them, under one request id', async () => {
    const some = [await connected(), await connected(), await connected()];
    const machineIds = some.map(({ agent }) => agent.machineId);
    const { status, body } = await post({
      machineIds,
      action: 'apt_upgrade',
      plan: 'current',
      reason: 'May',
    });
    expect(status).toBe(202);
    expect(body.items.map(({ machineId }: Item) => machineId)).toEqual(machineIds);
    for (const [index, worker] of some.entries())
      expect(await worker.order()).toMatchObject({
        action: 'apt_upgrade',
        planHash: null,
        machineId: machineIds[index],
        jobId: body.items[index].jobId,
        executionId: body.items[index].executionId,
      });
    const jobs = (await here.collector.call('GET', `/api/jobs?requestId=${body.requestId}`)).body.items;
    expect(jobs.map(({ id }: { id: string }) => id).sort()).toEqual(
      body.items.map(({ jobId }: Item) => jobId).sort(),
    );
    expect(jobs[0]).toMatchObject({ reason: 'May', actorType: 'api_client' });
  });

  it('tells the refusals apart, each with what to do', async () => {
    const [fine, full, gone, unplanned] = [await away(), await away(), await away(), await away()];
    const clean = { machineIds: [full], action: 'apt_clean' };
    for (let i = 0; i < 100; i++) await post(clean);
    await here.collector.call('DELETE', `/api/machines/${gone}`);
    const strange = randomUUID();
    await here.collector.store.agents.quarantine({
      reason: 'unknown_key',
      machineId: strange,
      publicKey: 'k',
      hostname: 'h',
      bootId: null,
      address: '::1',
      at: new Date().toISOString(),
    });
    const machineIds = [fine, full, gone, unplanned, strange, 'nobody'];
    const plans = Object.fromEntries(
      [fine, full, gone, strange, 'nobody', 'elsewhere'].map((id) => [id, HASH]),
    );
    const { status, body } = await post({ machineIds, action: 'apt_upgrade', plans });
    expect(status).toBe(202);
    expect(codes(body.items)).toEqual({
      [fine]: 'job',
      [full]: 'too_many_jobs',
      [gone]: 'machine_deleted',
      [unplanned]: 'plan_missing',
      [strange]: 'machine_quarantined',
      nobody: 'machine_not_found',
      elsewhere: 'machine_not_selected',
    });
    for (const item of body.items.filter(({ code }: Item) => code))
      expect(item).toMatchObject({
        message: expect.stringMatching(/\.$/),
        next: expect.stringMatching(/\.$/),
      });
  });

  it('gives each machine its own plan', async () => {
    const [one, two] = [await connected(), await connected()];
    const plans = { [one.agent.machineId]: 'a'.repeat(64), [two.agent.machineId]: 'b'.repeat(64) };
    await post({ machineIds: Object.keys(plans), action: 'apt_full_upgrade', plans });
    for (const worker of [one, two])
      expect((await worker.order()).planHash).toBe(plans[worker.agent.machineId]);
  });

  it('selects by tag, or all', async () => {
    const [one, two, other] = [await away(), await away(), await away()];
    for (const id of [one, two])
      await here.collector.call('PATCH', `/api/machines/${id}`, { tags: ['edge', 'web'] });
    const tagged = await post({ tag: 'edge', action: 'apt_refresh' });
    expect(codes(tagged.body.items)).toEqual({ [one]: 'job', [two]: 'job' });
    const all = await post({ all: true, action: 'apt_refresh' });
    expect(codes(all.body.items)).toMatchObject({ [one]: 'job', [two]: 'job', [other]: 'job' });
    const listed = (await here.collector.call('GET', '/api/machines?limit=500')).body.items;
    const trusted = listed.filter(({ quarantine }: { quarantine: unknown }) => quarantine === null);
    expect(all.body.items).toHaveLength(trusted.length);
    expect((await post({ tag: 'nowhere', action: 'apt_refresh' })).body.items).toEqual([]);
  });

  it('asks a machine that is named twice once', async () => {
    const id = await away();
    const { body } = await post({ machineIds: [id, id], action: 'apt_refresh' });
    expect(body.items).toHaveLength(1);
  });

  it('with the same key is the same request, whatever has changed since', async () => {
    const [one, two] = [await away(), await away()];
    const key = { 'idempotency-key': randomUUID() };
    await here.collector.call('PATCH', `/api/machines/${one}`, { tags: ['again'] });
    const body = { tag: 'again', action: 'apt_refresh' };
    const first = await post(body, key);
    expect(first.body.requestId).toBe(key['idempotency-key']);
    await here.collector.call('PATCH', `/api/machines/${two}`, { tags: ['again'] });
    expect(await post(body, key)).toEqual(first);
    expect(await post({ ...body, reason: null }, key)).toEqual(first);
    for (const change of [{ tag: 'other' }, { action: 'apt_clean' }, { reason: 'x' }])
      expect(await post({ ...body, ...change }, key)).toMatchObject({
        status: 409,
        body: { code: 'idempotency_conflict' },
      });
    const jobs = await here.collector.call('GET', `/api/jobs?requestId=${key['idempotency-key']}`);
    expect(jobs.body.items).toHaveLength(1);
  });

  it('with another plan for one of its machines is another request', async () => {
    const [one, two] = [await away(), await away()];
    const key = { 'idempotency-key': randomUUID() };
    const body = (hash: string) => ({
      machineIds: [one, two],
      action: 'apt_upgrade',
      plans: { [one]: HASH, [two]: hash },
    });
    expect((await post(body(HASH), key)).status).toBe(202);
    expect((await post(body('c'.repeat(64)), key)).body.code).toBe('idempotency_conflict');
    expect((await post({ ...body(HASH), machineIds: [two, one] }, key)).status).toBe(202);
  });
});

const some = { machineIds: ['m'], action: 'apt_refresh' };
it.each([
  [{ action: 'apt_refresh' }, 'validation_failed', 'body.machineIds'],
  [{ ...some, all: true }, 'validation_failed', 'body.all'],
  [{ tag: 'a', all: true, action: 'apt_refresh' }, 'validation_failed', 'body.tag'],
  [{ all: false, action: 'apt_refresh' }, 'validation_failed', 'body.all'],
  [{ machineIds: [], action: 'apt_refresh' }, 'validation_failed', 'body.machineIds'],
  [{ machineIds: ['../x'], action: 'apt_refresh' }, 'validation_failed', 'body.machineIds.0'],
  [{ tag: 'A B', action: 'apt_refresh' }, 'validation_failed', 'body.tag'],
  [{ ...some, plans: { m: HASH } }, 'validation_failed', 'body.plans'],
  [{ ...some, action: 'apt_upgrade', plans: { m: 'abc' } }, 'validation_failed', 'body.plans.m'],
  [{ ...some, action: 'apt_upgrade', planHash: HASH }, 'validation_failed', 'body.planHash'],
  [{ ...some, action: 'apt_upgrade' }, 'plan_missing', null],
  [{ ...some, action: 'apt_upgrade', plans: {}, plan: 'current' }, 'plan_ambiguous', null],
  [{ ...some, action: 'apt_autoremove', plan: 'current' }, 'removals_not_allowed', null],
  [{ ...some, expiresAt: '2001-01-01T00:00:00.000Z' }, 'expiry_invalid', null],
])('%j is refused', async (body, code, field) => {
  const answer = await post(body);
  expect(answer).toMatchObject({ status: 400, body: { code, next: expect.stringMatching(/\.$/) } });
  if (field) expect(answer.body.fields.map(({ path }: { path: string }) => path)).toContain(field);
});
