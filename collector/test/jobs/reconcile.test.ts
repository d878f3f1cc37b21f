import { eventually } from '@suivi/testkit';
import { describe, expect, it } from 'vitest';
import { enrolAgent } from '../support/scripted-agent.ts';
import { useWorker } from './support/here.ts';

const here = useWorker();

describe('after a new connection', () => {
  it('a job that the journal lacks is sent again', async () => {
    here.worker.journal('finished');
    const asked = await here.worker.ask();
    await here.worker.order();
    await here.worker.reconnect();
    here.worker.journal('finished');
    expect((await here.worker.order()).jobId).toBe(asked.jobId);
  });

  it.for(['accepted', 'running'] as const)('one that it has %s is not', async (how) => {
    here.worker.journal('finished');
    const asked = await here.worker.ask();
    await here.worker.order();
    await here.worker.reconnect();
    here.worker.journal(how, asked);
    await here.worker.settled();
    expect(here.worker.socket.has('job')).toBe(false);
  });

  it('one that it has finished is asked for, and the next one goes', async () => {
    here.worker.journal('finished');
    const [first, second] = [await here.worker.ask(), await here.worker.ask()];
    await here.worker.order();
    await here.worker.reconnect();
    here.worker.journal('finished', first);
    expect((await here.worker.socket.next('want_execution')).executionId).toBe(first.executionId);
    expect(here.worker.socket.has('job')).toBe(false);
    await here.worker.start(first);
    await here.worker.finish(first);
    expect((await here.worker.order()).jobId).toBe(second.jobId);
  });

  it('what is stored already is not asked for', async () => {
    here.worker.journal('finished');
    const asked = await here.worker.ask();
    await here.worker.order();
    await here.worker.start(asked);
    await here.worker.finish(asked);
    await here.worker.reconnect();
    here.worker.journal('finished', asked);
    await here.worker.settled();
    expect(here.worker.socket.has('want_execution')).toBe(false);
    expect(here.worker.socket.has('log_ack'), 'its log may have been deleted since').toBe(false);
  });

  it('a run that the machine no longer knows ends as lost, and its result still wins when it comes', async () => {
    here.worker.journal('finished');
    const asked = await here.worker.ask();
    await here.worker.order();
    await here.worker.start(asked);
    await here.worker.reconnect();
    here.worker.journal('finished');
    await eventually(async () => (await here.worker.job(asked)).status === 'done');
    expect(await here.worker.execution(asked)).toMatchObject({
      status: 'error',
      errorKind: 'agent_lost_job',
    });
    expect(await here.worker.state()).toMatchObject({ status: 'error', runningJobId: null });
    await here.worker.finish(asked);
    expect(await here.worker.execution(asked)).toMatchObject({ status: 'ok', errorKind: null });
  });

  it('the runs of other machines are left alone', async () => {
    here.worker.journal('finished');
    const asked = await here.worker.ask();
    await here.worker.order();
    await here.worker.start(asked);
    const other = await enrolAgent(here.collector);
    const otherSocket = await other.connect(here.collector);
    otherSocket.send({ type: 'journal', jobs: [] } as never);
    await otherSocket.roundTrip();
    await otherSocket.drop();
    await here.worker.settled();
    expect((await here.worker.execution(asked)).status).toBe('running');
  });
});
