import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { NewJob, NewRequest, RefusedItem } from '../../src/domain/jobs.ts';
import { enrolMachine } from './support/machines.ts';
import { time } from './support/messages.ts';
import { DIALECTS, newStore } from './support/stores.ts';

const job = (machineId: string, more: Partial<NewJob['order']> = {}): NewJob => ({
  order: {
    jobId: randomUUID(),
    executionId: randomUUID(),
    machineId,
    action: 'apt_upgrade',
    parameters: {},
    planHash: 'ab'.repeat(32),
    issuedAt: time(0),
    expiresAt: time(100),
    ...more,
  },
  signature: 'c2ln',
});

const request = (items: NewRequest['items'], more: Partial<NewRequest> = {}): NewRequest => ({
  items,
  actorType: 'hermes',
  actorId: 'c-1',
  requestId: randomUUID(),
  reason: null,
  fingerprint: 'one',
  mostOpen: 3,
  ...more,
});

const accepted = ({ order: { machineId, jobId, executionId } }: NewJob) => ({
  machineId,
  jobId,
  executionId,
});

describe.for(DIALECTS)('requests for actions on %s', async (dialect) => {
  const store = await newStore(dialect);
  if (!store) return it('needs a database', () => undefined);
  const { jobs } = store;

  it('make their jobs in one go, and leave refusals where they stand', async () => {
    const [a, b] = [job(await enrolMachine(store)), job(await enrolMachine(store))];
    const refusal: RefusedItem = { machineId: 'x', code: 'machine_not_found', message: 'No.' };
    const asked = request([a, refusal, b], { reason: 'a\0b' });
    const { items, changes, before } = await jobs.create(asked);
    expect({ items, before }).toEqual({ items: [accepted(a), refusal, accepted(b)], before: null });
    expect(changes.map(({ type, refId }) => [type, refId])).toEqual([
      ['event', expect.any(String)],
      ['execution', a.order.executionId],
      ['execution', b.order.executionId],
    ]);
    expect(await jobs.find(a.order.jobId)).toMatchObject({
      status: 'queued',
      actorType: 'hermes',
      actorId: 'c-1',
      requestId: asked.requestId,
      planHash: a.order.planHash,
    });
  });

  it('are answered again as they were, and make nothing', async () => {
    const machineId = await enrolMachine(store);
    const asked = request([job(machineId)]);
    const first = await jobs.create(asked);
    const again = await jobs.create({ ...asked, items: [job(machineId)], fingerprint: 'two' });
    expect(again).toEqual({
      items: first.items,
      before: { fingerprint: 'one', items: first.items },
      changes: [],
    });
    expect(await jobs.findRequest('c-1', asked.requestId)).toEqual(again.before);
    expect(await jobs.findRequest('c-2', asked.requestId)).toBeNull();
    expect((await jobs.list({ machineId }, { limit: 10 })).items).toHaveLength(1);
  });

  it('that come twice at the same moment make their jobs once', async () => {
    const machineId = await enrolMachine(store);
    const asked = request([]);
    const answers = await Promise.all(
      [1, 2, 3].map(() => jobs.create({ ...asked, items: [job(machineId)] })),
    );
    expect(new Set(answers.map(({ items }) => JSON.stringify(items))).size).toBe(1);
    expect((await jobs.list({ machineId }, { limit: 10 })).items).toHaveLength(1);
  });

  it('that nobody will repeat are not kept', async () => {
    const asked = request([job(await enrolMachine(store))], { fingerprint: null });
    await jobs.create(asked);
    expect(await jobs.findRequest('c-1', asked.requestId)).toBeNull();
  });

  it('never make more open jobs than a machine may have, also within one request', async () => {
    const machineId = await enrolMachine(store);
    const all = Array.from({ length: 5 }, () => job(machineId));
    const { items } = await jobs.create(request(all));
    expect(items.map((item) => ('code' in item ? item.code : 'made'))).toEqual([
      'made',
      'made',
      'made',
      'too_many_jobs',
      'too_many_jobs',
    ]);
    await jobs.setStatus(all[0]!.order.jobId, 'cancelled', time(1));
    const more = await Promise.all([1, 2].map(() => jobs.create(request([job(machineId)]))));
    expect(more.map(({ items: [item] }) => 'code' in item!).sort()).toEqual([false, true]);
  });

  it('make no job of a machine that was deleted meanwhile', async () => {
    const machineId = await enrolMachine(store);
    await store.queries.deleteMachine(machineId, time(1), { actorType: 'user', actorId: 'u' });
    const { items } = await jobs.create(request([job(machineId)]));
    expect(items).toEqual([expect.objectContaining({ machineId, code: 'machine_deleted' })]);
  });

  it('select machines by id, tag or all: deleted and strange ones only by id', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 4; i++) ids.push(await enrolMachine(store));
    const [plain, tagged, gone] = ids as [string, string, string];
    const by = { actorType: 'user', actorId: 'u' } as const;
    for (const id of [tagged, gone]) await store.queries.editMachine(id, { tags: ['edge'] }, by);
    await store.queries.deleteMachine(gone, time(1), by);
    const stranger = randomUUID();
    await store.agents.quarantine({
      reason: 'unknown_key',
      machineId: stranger,
      publicKey: 'k',
      hostname: 'h',
      bootId: null,
      address: '::1',
      at: time(2),
    });
    const byId = await jobs.select({ machineIds: [plain, gone, stranger, 'nobody'] }, 10);
    expect(Object.fromEntries(byId.map(({ id, ...rest }) => [id, rest]))).toEqual({
      [plain]: { isDeleted: false, isQuarantined: false },
      [gone]: { isDeleted: true, isQuarantined: false },
      [stranger]: { isDeleted: false, isQuarantined: true },
    });
    expect((await jobs.select({ tag: 'edge' }, 10)).map(({ id }) => id)).toEqual([tagged]);
    const all = (await jobs.select({ all: true }, 1000)).map(({ id }) => id);
    expect(all).toEqual(expect.arrayContaining([plain, tagged]));
    expect(all).not.toEqual(expect.arrayContaining([gone]));
    expect(all).not.toEqual(expect.arrayContaining([stranger]));
    expect(await jobs.select({ all: true }, 2)).toHaveLength(2);
  });
});
