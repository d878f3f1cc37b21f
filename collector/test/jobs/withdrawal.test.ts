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

const cancel = ({ jobId }: Asked) => worker.collector.call('DELETE', `/api/jobs/${jobId}`);

/** A job that the machine has, and has not begun. */
async function sent(): Promise<Asked> {
  worker.journal('finished');
  const asked = await worker.ask();
  await worker.order();
  return asked;
}

describe('a job that was sent', () => {
  it('is cancelled when its machine gives it back, and the one behind it goes', async () => {
    const first = await sent();
    const second = await worker.ask();
    const answer = cancel(first);
    expect((await worker.socket.next('cancel_job')).jobId).toBe(first.jobId);
    expect((await worker.job(first)).status, 'not before the machine has said so').toBe('sent');
    worker.journal('finished');
    expect(await answer).toMatchObject({
      status: 200,
      body: { status: 'cancelled', outcome: expect.stringMatching(/^Cancelled by/) },
    });
    expect((await worker.order()).jobId).toBe(second.jobId);
    const { body } = await collector.call('GET', `/api/machines/${worker.agent.machineId}/events`);
    expect(body.items).toContainEqual(
      expect.objectContaining({ eventType: 'job_cancelled', jobId: first.jobId, actorType: 'api_client' }),
    );
  });

  it('goes on when its machine keeps it', async () => {
    const asked = await sent();
    const answer = cancel(asked);
    await worker.socket.next('cancel_job');
    worker.journal('accepted', asked);
    expect(await answer).toMatchObject({ status: 409, body: { code: 'job_not_queued' } });
    expect((await worker.job(asked)).status).toBe('sent');
    await worker.start(asked);
    await worker.finish(asked);
    expect((await worker.job(asked)).status).toBe('done');
  });

  it('is not asked back once it runs', async () => {
    const asked = await sent();
    await worker.start(asked);
    expect(await cancel(asked)).toMatchObject({
      status: 409,
      body: { code: 'job_not_queued', detail: 'The job is running.' },
    });
    expect(worker.socket.has('cancel_job')).toBe(false);
  });

  it('is not called cancelled while its machine is away, for it may have begun', async () => {
    const asked = await sent();
    await worker.socket.drop();
    expect(await cancel(asked)).toMatchObject({ status: 409, body: { code: 'machine_not_connected' } });
    expect((await worker.job(asked)).status).toBe('sent');
    worker.socket = await worker.agent.connect(collector);
    worker.journal('finished');
    expect((await worker.order()).jobId).toBe(asked.jobId);
  });

  it('of a machine that goes away meanwhile is told as not known', async () => {
    const asked = await sent();
    const answer = cancel(asked);
    await worker.socket.next('cancel_job');
    await worker.socket.drop();
    expect(await answer).toMatchObject({ status: 504, body: { code: 'machine_did_not_answer' } });
    expect((await worker.job(asked)).status).toBe('sent');
  });
});

it('an answer that comes late still counts, and asking again waits for it', async () => {
  await using hasty = await startCollector({ times: { withdrawMs: 50 } });
  worker = await Worker.connect(hasty);
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
  await worker.socket.next('cancel_job');
  expect(worker.socket.has('cancel_job'), 'the machine is asked once').toBe(false);
  worker.journal('finished');
  await worker.settled();
  expect((await worker.job(asked)).status).toBe('cancelled');
});
