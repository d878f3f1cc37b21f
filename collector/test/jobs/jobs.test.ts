import { randomUUID } from 'node:crypto';
import { jobOrderBytes, verifyBytes } from '@suivi/shared';
import { describe, expect, it } from 'vitest';
import { useWorker } from './support/here.ts';
import type { Asked } from './support/worker.ts';

const here = useWorker();

describe('a job', () => {
  it('reaches a connected machine, signed, once its journal has come', async () => {
    const asked = await here.worker.ask({ reason: 'to see' });
    await here.worker.socket.roundTrip();
    expect(here.worker.socket.has('job'), 'the journal has not come').toBe(false);
    here.worker.journal('finished');
    const { order, signature } = (await here.worker.socket.next('job')).job;
    expect(order).toMatchObject({ ...asked, machineId: here.worker.agent.machineId, action: 'apt_refresh' });
    expect(Date.parse(order.expiresAt) - Date.parse(order.issuedAt)).toBe(24 * 3_600_000);
    expect(verifyBytes(here.collector.publicKey, jobOrderBytes(order), signature as string)).toBe(true);
    const forged = { ...order, machineId: 'another' };
    expect(verifyBytes(here.collector.publicKey, jobOrderBytes(forged), signature as string)).toBe(false);
    expect((await here.worker.job(asked)).status).toBe('sent');
    expect(await here.worker.execution(asked)).toMatchObject({ status: 'queued', jobId: asked.jobId });
  });

  it('runs and is done, and the machine shows it meanwhile', async () => {
    here.worker.journal('finished');
    const asked = await here.worker.ask();
    await here.worker.order();
    await here.worker.start(asked);
    expect((await here.worker.job(asked)).status).toBe('running');
    expect(await here.worker.state()).toMatchObject({ status: 'running', runningJobId: asked.jobId });
    await here.worker.finish(asked);
    expect((await here.worker.job(asked)).status).toBe('done');
    expect(await here.worker.execution(asked)).toMatchObject({ status: 'ok' });
    expect((await here.worker.state()).runningJobId).toBeNull();
  });

  it('for a machine that is away waits for it', async () => {
    await here.worker.socket.drop();
    const asked = await here.worker.ask();
    expect((await here.worker.job(asked)).status).toBe('queued');
    here.worker.socket = await here.worker.agent.connect(here.collector);
    here.worker.journal('finished');
    expect((await here.worker.order()).jobId).toBe(asked.jobId);
  });
});

describe('two requests at once', () => {
  it('go to the machine one after the other, in the order in which they came', async () => {
    here.worker.journal('finished');
    const [first, second] = [await here.worker.ask(), await here.worker.ask()];
    expect((await here.worker.order()).jobId).toBe(first.jobId);
    await here.worker.settled();
    expect(here.worker.socket.has('job'), 'one at a time').toBe(false);
    await here.worker.start(first);
    await here.worker.settled();
    expect(here.worker.socket.has('job'), 'not while it runs').toBe(false);
    await here.worker.finish(first);
    expect((await here.worker.order()).jobId).toBe(second.jobId);
  });

  it('are both visible all the while', async () => {
    here.worker.journal('finished');
    const asks = [{ action: 'apt_upgrade', plan: 'current' }, { action: 'reboot' }];
    const [first, second] = (await Promise.all(asks.map((body) => here.worker.ask(body)))) as [Asked, Asked];
    const orders = await list();
    expect(orders.map(([id]) => id).sort()).toEqual([first.jobId, second.jobId].sort());
    const order = await here.worker.order();
    const waiting = order.jobId === first.jobId ? second : first;
    const stand = async () => Object.fromEntries(await list());
    expect(await stand()).toEqual({ [order.jobId]: 'sent', [waiting.jobId]: 'queued' });
    await here.worker.start(order);
    expect(await stand()).toEqual({ [order.jobId]: 'running', [waiting.jobId]: 'queued' });
    expect(await here.worker.execution(waiting)).toMatchObject({ status: 'queued' });
    await here.worker.finish(order);
    expect((await here.worker.order()).jobId).toBe(waiting.jobId);
    expect(await stand()).toEqual({ [order.jobId]: 'done', [waiting.jobId]: 'sent' });
    const { machineId } = here.worker.agent;
    const queued = await here.collector.call('GET', `/api/jobs?machineId=${machineId}&status=queued`);
    expect(queued.body.items).toEqual([]);

    async function list(): Promise<[string, string][]> {
      const { body } = await here.collector.call('GET', `/api/jobs?machineId=${here.worker.agent.machineId}`);
      return body.items.map(({ id, status }: { id: string; status: string }) => [id, status]);
    }
  });

  it('from many callers at the same moment all run, each once', async () => {
    here.worker.journal('finished');
    const asked = await Promise.all(Array.from({ length: 8 }, () => here.worker.ask()));
    const run: string[] = [];
    for (const _ of asked) {
      const order = await here.worker.order();
      run.push(order.jobId);
      await here.worker.start(order);
      await here.worker.finish(order);
    }
    expect(run.sort()).toEqual(asked.map(({ jobId }) => jobId).sort());
    await here.worker.settled();
    expect(here.worker.socket.has('job')).toBe(false);
  });
});

it('many jobs for a machine that is away all wait, and go in the order in which they were asked', async () => {
  await here.worker.socket.drop();
  const asked: Asked[] = [];
  for (let i = 0; i < 20; i++)
    asked.push(
      await here.worker.ask(i % 2 ? { action: 'apt_clean' } : { action: 'apt_upgrade', plan: 'current' }),
    );
  here.worker.socket = await here.worker.agent.connect(here.collector);
  here.worker.journal('finished');
  const run: string[] = [];
  for (const _ of asked) {
    const order = await here.worker.order();
    run.push(order.jobId);
    await here.worker.start(order);
    await here.worker.finish(order);
  }
  expect(run).toEqual(asked.map(({ jobId }) => jobId));
});

describe('what the agent does by itself', () => {
  it('needs no job', async () => {
    here.worker.journal('finished');
    const own = { executionId: randomUUID(), jobId: randomUUID() };
    here.worker.socket.send(here.worker.agent.speaker.started(1, own, 'scheduled').message);
    await here.worker.socket.next('ack');
    expect(await here.worker.execution(own)).toMatchObject({ status: 'running', mode: 'scheduled' });
    await here.worker.finish(own);
    expect((await here.worker.execution(own)).status).toBe('ok');
  });
});
