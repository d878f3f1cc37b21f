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
    const asked = {
      actorType: 'api_client',
      actorId: 'c-1',
      requestId: order.jobId,
      reason: 'because',
    } as const;
    await jobs.create({ order, signature: 'c2ln', ...asked });
    return order;
  };

  it('give back the order exactly as it was signed', async () => {
    const order = await create(await enrolMachine(store), 0);
    const next = await jobs.next(order.machineId);
    expect(next?.signature).toBe('c2ln');
    expect(Buffer.from(jobOrderBytes(next!.order)).equals(jobOrderBytes(order))).toBe(true);
    expect(await jobs.findByRequest('c-1', order.jobId)).toMatchObject({ id: order.jobId, status: 'queued' });
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
    expect(await jobs.countOpen(speaker.machineId)).toBe(1);
    const event = (await queries.events({ machineId: speaker.machineId }, { limit: 1 })).items[0];
    expect(event).toMatchObject({
      eventType: 'action_apt_refresh',
      actorType: 'api_client',
      actorId: 'c-1',
      jobId: first.jobId,
    });
    expect((await queries.execution(first.executionId))?.requestId).toBe(first.jobId);
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
