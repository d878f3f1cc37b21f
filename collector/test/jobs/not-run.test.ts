import { eventually } from '@suivi/testkit';
import { describe, expect, it } from 'vitest';
import { useWorker } from './support/here.ts';

const here = useWorker();

describe('a job that does not run', () => {
  it('is withdrawn while it is queued, and the one behind it goes', async () => {
    const [first, second] = [await here.worker.ask(), await here.worker.ask()];
    expect((await here.collector.call('DELETE', `/api/jobs/${first.jobId}`)).status).toBe(200);
    expect(await here.worker.job(first)).toMatchObject({
      status: 'cancelled',
      outcome: expect.stringMatching(/^Cancelled by/),
    });
    here.worker.journal('finished');
    expect((await here.worker.order()).jobId).toBe(second.jobId);
  });

  it('expires while the machine is away', async () => {
    await here.worker.socket.drop();
    const expiresAt = new Date(Date.now() + 1_500).toISOString();
    const asked = await here.worker.ask({ expiresAt });
    await eventually(() => Date.now() > Date.parse(expiresAt));
    here.worker.socket = await here.worker.agent.connect(here.collector);
    here.worker.journal('finished');
    await here.worker.settled();
    expect(here.worker.socket.has('job'), 'too late').toBe(false);
    expect((await here.worker.job(asked)).status).toBe('expired');
  });

  it('is refused by the agent, says why, and lets the next one go', async () => {
    here.worker.journal('finished');
    const [first, second] = [await here.worker.ask(), await here.worker.ask()];
    await here.worker.order();
    const refusal = { jobId: first.jobId, code: 'invalid', message: 'The order is not for this machine.' };
    here.worker.socket.send({ type: 'job_refused', ...refusal });
    expect((await here.worker.order()).jobId).toBe(second.jobId);
    expect(await here.worker.job(first)).toMatchObject({ status: 'refused', outcome: refusal.message });
    const { body } = await here.collector.call(
      'GET',
      `/api/machines/${here.worker.agent.machineId}/events?limit=100`,
    );
    expect(body.items).toContainEqual(
      expect.objectContaining({ eventType: 'job_refused', message: refusal.message }),
    );
  });

  it('waits when the agent has no room for it, and comes again with the next connection', async () => {
    here.worker.journal('finished');
    const asked = await here.worker.ask();
    await here.worker.order();
    here.worker.socket.send({
      type: 'job_refused',
      jobId: asked.jobId,
      code: 'outbox_full',
      message: 'full',
    } as never);
    await eventually(async () => (await here.worker.job(asked)).status === 'queued');
    await here.worker.reconnect();
    here.worker.journal('finished');
    expect((await here.worker.order()).jobId).toBe(asked.jobId);
  });

  it('is not accepted when too many wait, or when its expiry is wrong', async () => {
    await here.worker.socket.drop();
    const path = `/api/machines/${here.worker.agent.machineId}/actions`;
    const past = { action: 'apt_refresh', expiresAt: '2001-01-01T00:00:00.000Z' };
    expect((await here.collector.call('POST', path, past)).body.code).toBe('expiry_invalid');
    for (let count = 0; count < 100; count++) await here.worker.ask();
    const answer = await here.collector.call('POST', path, { action: 'apt_refresh' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'too_many_jobs' } });
    here.worker.socket = await here.worker.agent.connect(here.collector);
  });
});
