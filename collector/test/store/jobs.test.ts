import { randomUUID } from 'node:crypto';
import { type JobOrder, jobOrderBytes } from '@suivi/shared';
import { describe, expect, it } from 'vitest';
import { enrolMachine } from './support/machines.ts';
import { Speaker, time } from './support/messages.ts';
import { DIALECTS, newStore } from './support/stores.ts';

describe.for(DIALECTS)('jobs on %s', async (dialect) => {
  const store = await newStore(dialect);
  if (!store) return it('needs a database', () => undefined);
  const { jobs, queries, ingest } = store;

  const create = async (machineId: string, at: number) => {
    const order: JobOrder = {
      jobId: randomUUID(),
      executionId: randomUUID(),
      machineId,
      action: 'apt_refresh',
      parameters: { b: [1, { ключ: '日本' }], a: null },
      planHash: null,
      issuedAt: time(at),
      expiresAt: time(at + 100),
    };
    await jobs.create({
      items: [{ order, signature: 'c2ln' }],
      actorType: 'api_client',
      actorId: 'c-1',
      requestId: order.jobId,
      reason: 'because',
      fingerprint: null,
      mostOpen: 100,
    });
    return order;
  };

  it('give back the order exactly as it was signed', async () => {
    const order = await create(await enrolMachine(store), 0);
    const next = await jobs.next(order.machineId);
    expect(next?.signature).toBe('c2ln');
    expect(Buffer.from(jobOrderBytes(next!.order)).equals(jobOrderBytes(order))).toBe(true);
    expect(await jobs.findByExecution(order.executionId)).toMatchObject({ id: order.jobId });
  });

  it('go one at a time, in order', async () => {
    const speaker = new Speaker(await enrolMachine(store));
    const second = await create(speaker.machineId, 2);
    const first = await create(speaker.machineId, 1);
    const next = async () => (await jobs.next(speaker.machineId))?.job.id;
    expect(await next()).toBe(first.jobId);
    await jobs.setStatus(first.jobId, 'sent', time(3));
    expect(await next()).toBe(first.jobId);
    await ingest.writeBatch([speaker.started(4, first)]);
    expect(await next()).toBeUndefined();
    await ingest.writeBatch([speaker.finished(5, first)]);
    expect(await next()).toBe(second.jobId);
    expect(await jobs.find(first.jobId)).toMatchObject({
      status: 'done',
      sentAt: time(3),
      finishedAt: time(5),
    });
    const event = (await queries.events({ machineId: speaker.machineId }, { limit: 1 })).items[0];
    expect(event).toMatchObject({
      eventType: 'action_apt_refresh',
      actorType: 'api_client',
      actorId: 'c-1',
      jobId: first.jobId,
    });
    expect((await queries.execution(first.executionId))?.requestId).toBe(first.jobId);
  });

  it('wait for the one that was sent, whatever the clock has done since', async () => {
    const { machineId } = new Speaker(await enrolMachine(store));
    const sent = await create(machineId, 50);
    await jobs.setStatus(sent.jobId, 'sent', time(51));
    const earlier = await create(machineId, 20);
    expect((await jobs.next(machineId))?.job.id).toBe(sent.jobId);
    await ingest.writeBatch([new Speaker(machineId).started(52, sent)]);
    expect(await jobs.next(machineId)).toBeNull();
    await jobs.setStatus(sent.jobId, 'done', time(53));
    expect((await jobs.next(machineId))?.job.id).toBe(earlier.jobId);
  });

  it('are listed newest first, by machine, status and request, page by page', async () => {
    const machineId = await enrolMachine(store);
    const made = [];
    for (let at = 0; at < 5; at++) made.push(await create(machineId, 1000 + Math.floor(at / 2)));
    const ids = made.map(({ jobId }) => jobId);
    const inOrder = [...made]
      .sort((a, b) => (a.issuedAt + a.jobId < b.issuedAt + b.jobId ? 1 : -1))
      .map(({ jobId }) => jobId);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await jobs.list({ machineId }, { limit: 2, after });
      seen.push(...page.items.map(({ id }) => id));
      after = page.next ?? undefined;
    } while (after !== undefined && seen.length < 10);
    expect(seen).toEqual(inOrder);
    await jobs.setStatus(ids[0]!, 'cancelled', time(1100), 'No longer needed.');
    const list = async (filter: Parameters<typeof jobs.list>[0]) =>
      (await jobs.list(filter, { limit: 10 })).items.map(({ id }) => id);
    expect(await list({ machineId, status: 'cancelled' })).toEqual([ids[0]]);
    expect(await list({ requestId: ids[3]! })).toEqual([ids[3]]);
    expect(await list({ machineId: await enrolMachine(store) })).toEqual([]);
    expect((await jobs.list({ machineId }, { limit: 1 })).items[0]).not.toHaveProperty('parametersJson');
  });

  it('keep their end', async () => {
    const order = await create(await enrolMachine(store), 0);
    expect(await jobs.setStatus(order.jobId, 'cancelled', time(1), 'No longer needed.')).toHaveLength(2);
    expect(await jobs.setStatus(order.jobId, 'sent', time(2))).toEqual([]);
    expect(await jobs.find(order.jobId)).toMatchObject({
      status: 'cancelled',
      outcome: 'No longer needed.',
      sentAt: null,
    });
  });

  it('expire, and one that began all the same counts', async () => {
    const speaker = new Speaker(await enrolMachine(store));
    const order = await create(speaker.machineId, 0);
    const expire = async (at: number) =>
      (await jobs.expire(time(at))).filter(({ machineId }) => machineId === speaker.machineId);
    expect(await expire(99)).toEqual([]);
    expect(await expire(100)).toHaveLength(2);
    expect(await jobs.find(order.jobId)).toMatchObject({ status: 'expired' });
    const { items } = await queries.events({ machineId: speaker.machineId }, { limit: 1 });
    expect(items[0]).toMatchObject({ eventType: 'job_expired', actorType: 'system', actorId: null });
    await ingest.writeBatch([speaker.started(101, order), speaker.finished(102, order)]);
    expect(await jobs.find(order.jobId)).toMatchObject({ status: 'done', outcome: null });
  });

  it('that a machine has lost end as an error, until their result turns up', async () => {
    const speaker = new Speaker(await enrolMachine(store));
    const order = await create(speaker.machineId, 0);
    await ingest.writeBatch([speaker.started(1, order)]);
    expect(await jobs.closeLost(order.executionId, time(5), 'agent_lost_job')).not.toEqual([]);
    expect(await jobs.closeLost(order.executionId, time(6), 'agent_lost_job')).toEqual([]);
    const lost = await queries.machine(speaker.machineId);
    expect(lost?.state).toMatchObject({
      status: 'error',
      runningJobId: null,
      lastErrorKind: 'agent_lost_job',
    });
    expect(await jobs.find(order.jobId)).toMatchObject({ status: 'done' });
    await ingest.writeBatch([speaker.finished(7, order)]);
    expect(await queries.execution(order.executionId)).toMatchObject({ status: 'ok', errorKind: null });
    expect((await queries.machine(speaker.machineId))?.state).toMatchObject({
      status: 'unknown',
      lastErrorKind: null,
    });
  });
});
