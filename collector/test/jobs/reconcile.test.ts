import { eventually } from '@suivi/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { enrolAgent } from '../support/scripted-agent.ts';
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

describe('after a new connection', () => {
  it('a job that the journal lacks is sent again', async () => {
    worker.journal('finished');
    const asked = await worker.ask();
    await worker.order();
    await worker.reconnect();
    worker.journal('finished');
    expect((await worker.order()).jobId).toBe(asked.jobId);
  });

  it.for(['accepted', 'running'] as const)('one that it has %s is not', async (how) => {
    worker.journal('finished');
    const asked = await worker.ask();
    await worker.order();
    await worker.reconnect();
    worker.journal(how, asked);
    await worker.settled();
    expect(worker.socket.has('job')).toBe(false);
  });

  it('one that it has finished is asked for, and the next one goes', async () => {
    worker.journal('finished');
    const [first, second] = [await worker.ask(), await worker.ask()];
    await worker.order();
    await worker.reconnect();
    worker.journal('finished', first);
    expect((await worker.socket.next('want_execution')).executionId).toBe(first.executionId);
    expect(worker.socket.has('job')).toBe(false);
    await worker.start(first);
    await worker.finish(first);
    expect((await worker.order()).jobId).toBe(second.jobId);
  });

  it('what is stored already is not asked for', async () => {
    worker.journal('finished');
    const asked = await worker.ask();
    await worker.order();
    await worker.start(asked);
    await worker.finish(asked);
    await worker.reconnect();
    worker.journal('finished', asked);
    await worker.settled();
    expect(worker.socket.has('want_execution')).toBe(false);
  });

  it('a run that the machine no longer knows ends as lost, and its result still wins when it comes', async () => {
    worker.journal('finished');
    const asked = await worker.ask();
    await worker.order();
    await worker.start(asked);
    await worker.reconnect();
    worker.journal('finished');
    await eventually(async () => (await worker.job(asked)).status === 'done');
    expect(await worker.execution(asked)).toMatchObject({ status: 'error', errorKind: 'agent_lost_job' });
    expect(await worker.state()).toMatchObject({ status: 'error', runningJobId: null });
    await worker.finish(asked);
    expect(await worker.execution(asked)).toMatchObject({ status: 'ok', errorKind: null });
  });

  it('the runs of other machines are left alone', async () => {
    worker.journal('finished');
    const asked = await worker.ask();
    await worker.order();
    await worker.start(asked);
    const other = await enrolAgent(collector);
    const otherSocket = await other.connect(collector);
    otherSocket.send({ type: 'journal', jobs: [] } as never);
    await otherSocket.roundTrip();
    await otherSocket.drop();
    await worker.settled();
    expect((await worker.execution(asked)).status).toBe('running');
  });
});
