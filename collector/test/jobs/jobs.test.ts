import { randomUUID } from 'node:crypto';
import { jobOrderBytes, verifyBytes } from '@suivi/shared';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startCollector, type TestCollector } from '../support/test-collector.ts';
import { type Asked, Worker } from './support/worker.ts';

let collector: TestCollector;
let worker: Worker;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector[Symbol.asyncDispose]());
beforeEach(async () => {
  worker = await Worker.connect(collector);
});
afterEach(() => worker.socket.drop());

describe('a job', () => {
  it('reaches a connected machine, signed, once its journal has come', async () => {
    const asked = await worker.ask({ reason: 'to see' });
    await worker.socket.roundTrip();
    expect(worker.socket.has('job'), 'the journal has not come').toBe(false);
    worker.journal('finished');
    const { order, signature } = (await worker.socket.next('job')).job;
    expect(order).toMatchObject({ ...asked, machineId: worker.agent.machineId, action: 'apt_refresh' });
    expect(Date.parse(order.expiresAt) - Date.parse(order.issuedAt)).toBe(24 * 3_600_000);
    expect(verifyBytes(collector.publicKey, jobOrderBytes(order), signature as string)).toBe(true);
    const forged = { ...order, machineId: 'another' };
    expect(verifyBytes(collector.publicKey, jobOrderBytes(forged), signature as string)).toBe(false);
    expect((await worker.job(asked)).status).toBe('sent');
    expect(await worker.execution(asked)).toMatchObject({ status: 'queued', jobId: asked.jobId });
  });

  it('runs and is done, and the machine shows it meanwhile', async () => {
    worker.journal('finished');
    const asked = await worker.ask();
    await worker.order();
    await worker.start(asked);
    expect((await worker.job(asked)).status).toBe('running');
    expect(await worker.state()).toMatchObject({ status: 'running', runningJobId: asked.jobId });
    await worker.finish(asked);
    expect((await worker.job(asked)).status).toBe('done');
    expect(await worker.execution(asked)).toMatchObject({ status: 'ok' });
    expect((await worker.state()).runningJobId).toBeNull();
  });

  it('for a machine that is away waits for it', async () => {
    await worker.socket.drop();
    const asked = await worker.ask();
    expect((await worker.job(asked)).status).toBe('queued');
    worker.socket = await worker.agent.connect(collector);
    worker.journal('finished');
    expect((await worker.order()).jobId).toBe(asked.jobId);
  });
});

describe('two requests at once', () => {
  it('go to the machine one after the other, in the order in which they came', async () => {
    worker.journal('finished');
    const [first, second] = [await worker.ask(), await worker.ask()];
    expect((await worker.order()).jobId).toBe(first.jobId);
    await worker.settled();
    expect(worker.socket.has('job'), 'one at a time').toBe(false);
    await worker.start(first);
    await worker.settled();
    expect(worker.socket.has('job'), 'not while it runs').toBe(false);
    await worker.finish(first);
    expect((await worker.order()).jobId).toBe(second.jobId);
  });

  it('are both visible all the while', async () => {
    worker.journal('finished');
    const asks = [{ action: 'apt_upgrade', plan: 'current' }, { action: 'reboot' }];
    const [first, second] = (await Promise.all(asks.map((body) => worker.ask(body)))) as [Asked, Asked];
    const orders = await list();
    expect(orders.map(([id]) => id).sort()).toEqual([first.jobId, second.jobId].sort());
    const order = await worker.order();
    const waiting = order.jobId === first.jobId ? second : first;
    const stand = async () => Object.fromEntries(await list());
    expect(await stand()).toEqual({ [order.jobId]: 'sent', [waiting.jobId]: 'queued' });
    await worker.start(order);
    expect(await stand()).toEqual({ [order.jobId]: 'running', [waiting.jobId]: 'queued' });
    expect(await worker.execution(waiting)).toMatchObject({ status: 'queued' });
    await worker.finish(order);
    expect((await worker.order()).jobId).toBe(waiting.jobId);
    expect(await stand()).toEqual({ [order.jobId]: 'done', [waiting.jobId]: 'sent' });
    const { machineId } = worker.agent;
    const queued = await collector.call('GET', `/api/jobs?machineId=${machineId}&status=queued`);
    expect(queued.body.items).toEqual([]);

    async function list(): Promise<[string, string][]> {
      const { body } = await collector.call('GET', `/api/jobs?machineId=${worker.agent.machineId}`);
      return body.items.map(({ id, status }: { id: string; status: string }) => [id, status]);
    }
  });

  it('from many callers at the same moment all run, each once', async () => {
    worker.journal('finished');
    const asked = await Promise.all(Array.from({ length: 8 }, () => worker.ask()));
    const run: string[] = [];
    for (const _ of asked) {
      const order = await worker.order();
      run.push(order.jobId);
      await worker.start(order);
      await worker.finish(order);
    }
    expect(run.sort()).toEqual(asked.map(({ jobId }) => jobId).sort());
    await worker.settled();
    expect(worker.socket.has('job')).toBe(false);
  });
});

it('many jobs for a machine that is away all wait, and go in the order in which they were asked', async () => {
  await worker.socket.drop();
  const asked: Asked[] = [];
  for (let i = 0; i < 20; i++)
    asked.push(
      await worker.ask(i % 2 ? { action: 'apt_clean' } : { action: 'apt_upgrade', plan: 'current' }),
    );
  worker.socket = await worker.agent.connect(collector);
  worker.journal('finished');
  const run: string[] = [];
  for (const _ of asked) {
    const order = await worker.order();
    run.push(order.jobId);
    await worker.start(order);
    await worker.finish(order);
  }
  expect(run).toEqual(asked.map(({ jobId }) => jobId));
});

describe('what the agent does by itself', () => {
  it('needs no job', async () => {
    worker.journal('finished');
    const own = { executionId: randomUUID(), jobId: randomUUID() };
    worker.socket.send(worker.agent.speaker.started(1, own, 'scheduled').message);
    await worker.socket.next('ack');
    expect(await worker.execution(own)).toMatchObject({ status: 'running', mode: 'scheduled' });
    await worker.finish(own);
    expect((await worker.execution(own)).status).toBe('ok');
  });
});
