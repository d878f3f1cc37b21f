import { describe, expect, it } from 'vitest';
import { startCollector } from '../support/test-collector.ts';
import { useWorker } from './support/here.ts';
import { type Asked, Worker } from './support/worker.ts';

const here = useWorker();

const cancel = ({ jobId }: Asked) => here.worker.collector.call('DELETE', `/api/jobs/${jobId}`);

/** A job that the machine has, and has not begun. */
async function sent(): Promise<Asked> {
  here.worker.journal('finished');
  const asked = await here.worker.ask();
  await here.worker.order();
  return asked;
}

describe('a job that was sent', () => {
  it('is cancelled when its machine gives it back, and the one behind it goes', async () => {
    const first = await sent();
    const second = await here.worker.ask();
    const answer = cancel(first);
    expect((await here.worker.socket.next('cancel_job')).jobId).toBe(first.jobId);
    expect((await here.worker.job(first)).status, 'not before the machine has said so').toBe('sent');
    here.worker.journal('finished');
    expect(await answer).toMatchObject({
      status: 200,
      body: { status: 'cancelled', outcome: expect.stringMatching(/^Cancelled by/) },
    });
    expect((await here.worker.order()).jobId).toBe(second.jobId);
    const { body } = await here.collector.call('GET', `/api/machines/${here.worker.agent.machineId}/events`);
    expect(body.items).toContainEqual(
      expect.objectContaining({ eventType: 'job_cancelled', jobId: first.jobId, actorType: 'api_client' }),
    );
  });

  it('goes on when its machine keeps it', async () => {
    const asked = await sent();
    const answer = cancel(asked);
    await here.worker.socket.next('cancel_job');
    here.worker.journal('accepted', asked);
    expect(await answer).toMatchObject({ status: 409, body: { code: 'job_not_queued' } });
    expect((await here.worker.job(asked)).status).toBe('sent');
    await here.worker.start(asked);
    await here.worker.finish(asked);
    expect((await here.worker.job(asked)).status).toBe('done');
  });

  it('is not asked back once it runs', async () => {
    const asked = await sent();
    await here.worker.start(asked);
    expect(await cancel(asked)).toMatchObject({
      status: 409,
      body: { code: 'job_not_queued', detail: 'The job is running.' },
    });
    expect(here.worker.socket.has('cancel_job')).toBe(false);
  });

  it('is not called cancelled while its machine is away, for it may have begun', async () => {
    const asked = await sent();
    await here.worker.socket.drop();
    expect(await cancel(asked)).toMatchObject({ status: 409, body: { code: 'machine_not_connected' } });
    expect((await here.worker.job(asked)).status).toBe('sent');
    here.worker.socket = await here.worker.agent.connect(here.collector);
    here.worker.journal('finished');
    expect((await here.worker.order()).jobId).toBe(asked.jobId);
  });

  it('of a machine that goes away meanwhile is told as not known', async () => {
    const asked = await sent();
    const answer = cancel(asked);
    await here.worker.socket.next('cancel_job');
    await here.worker.socket.drop();
    expect(await answer).toMatchObject({ status: 504, body: { code: 'machine_did_not_answer' } });
    expect((await here.worker.job(asked)).status).toBe('sent');
  });
});

it('an answer that comes late still counts, and asking again waits for it', async () => {
  await using hasty = await startCollector({ times: { withdrawMs: 50 } });
  here.worker = await Worker.connect(hasty);
  const asked = await sent();
  expect(await cancel(asked)).toMatchObject({
    status: 504,
    body: {
      code: 'machine_did_not_answer',
      detail: expect.stringMatching(/Its agent is version 0\.1\.0; .* too old to answer\.$/),
      next: expect.stringContaining('upgrade its agent'),
    },
  });
  expect((await cancel(asked)).status).toBe(504);
  await here.worker.socket.next('cancel_job');
  expect(here.worker.socket.has('cancel_job'), 'the machine is asked once').toBe(false);
  here.worker.journal('finished');
  await here.worker.settled();
  expect((await here.worker.job(asked)).status).toBe('cancelled');
});
