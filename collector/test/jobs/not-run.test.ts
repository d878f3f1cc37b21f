import { eventually } from '@suivi/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startCollector, type TestCollector } from '../support/test-collector.ts';
import { Worker } from './support/worker.ts';

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

describe('a job that does not run', () => {
  it('is withdrawn while it is queued, and the one behind it goes', async () => {
    const [first, second] = [await worker.ask(), await worker.ask()];
    expect((await collector.call('DELETE', `/api/jobs/${first.jobId}`)).status).toBe(200);
    expect(await worker.job(first)).toMatchObject({
      status: 'cancelled',
      outcome: expect.stringMatching(/^Cancelled by/),
    });
    worker.journal('finished');
    expect((await worker.order()).jobId).toBe(second.jobId);
  });

  it('expires while the machine is away', async () => {
    await worker.socket.drop();
    const expiresAt = new Date(Date.now() + 1_500).toISOString();
    const asked = await worker.ask({ expiresAt });
    await eventually(() => Date.now() > Date.parse(expiresAt));
    worker.socket = await worker.agent.connect(collector);
    worker.journal('finished');
    await worker.settled();
    expect(worker.socket.has('job'), 'too late').toBe(false);
    expect((await worker.job(asked)).status).toBe('expired');
  });

  it('is refused by the agent, says why, and lets the next one go', async () => {
    worker.journal('finished');
    const [first, second] = [await worker.ask(), await worker.ask()];
    await worker.order();
    const refusal = { jobId: first.jobId, code: 'invalid', message: 'The order is not for this machine.' };
    worker.socket.send({ type: 'job_refused', ...refusal });
    expect((await worker.order()).jobId).toBe(second.jobId);
    expect(await worker.job(first)).toMatchObject({ status: 'refused', outcome: refusal.message });
    const { body } = await collector.call('GET', `/api/machines/${worker.agent.machineId}/events?limit=100`);
    expect(body.items).toContainEqual(
      expect.objectContaining({ eventType: 'job_refused', message: refusal.message }),
    );
  });

  it('waits when the agent has no room for it, and comes again with the next connection', async () => {
    worker.journal('finished');
    const asked = await worker.ask();
    await worker.order();
    worker.socket.send({
      type: 'job_refused',
      jobId: asked.jobId,
      code: 'outbox_full',
      message: 'full',
    } as never);
    await eventually(async () => (await worker.job(asked)).status === 'queued');
    await worker.reconnect();
    worker.journal('finished');
    expect((await worker.order()).jobId).toBe(asked.jobId);
  });

  it('is not accepted when too many wait, or when its expiry is wrong', async () => {
    await worker.socket.drop();
    const path = `/api/machines/${worker.agent.machineId}/actions`;
    const past = { action: 'apt_refresh', expiresAt: '2001-01-01T00:00:00.000Z' };
    expect((await collector.call('POST', path, past)).body.code).toBe('expiry_invalid');
    for (let count = 0; count < 100; count++) await worker.ask();
    const answer = await collector.call('POST', path, { action: 'apt_refresh' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'too_many_jobs' } });
    worker.socket = await worker.agent.connect(collector);
  });
});
