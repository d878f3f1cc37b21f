import { randomUUID } from 'node:crypto';
import { jobOrderBytes, sha256Hex, type ToAgent, verifyBytes } from '@suivi/shared';
import { eventually } from '@suivi/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AgentSocket } from '../support/agent-socket.ts';
import { enrolAgent, type ScriptedAgent } from '../support/scripted-agent.ts';
import { startCollector, type TestCollector } from '../support/test-collector.ts';

type Entry = { jobId: string; executionId: string };
type Order = ToAgent['job']['job']['order'];

let collector: TestCollector;
let agent: ScriptedAgent;
let socket: AgentSocket;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector[Symbol.asyncDispose]());
beforeEach(async () => {
  agent = await enrolAgent(collector);
  socket = await agent.connect(collector);
});
afterEach(() => socket.drop());

let known: object[] = [];
/** Tells what the agent knows, each in the same state. */
const journal = (state: 'accepted' | 'running' | 'finished', ...entries: Entry[]) => {
  known = entries.map(({ jobId, executionId }) => ({ jobId, executionId, action: 'apt_refresh', state }));
  socket.send({ type: 'journal', jobs: known } as never);
};
const reconnect = async () => {
  await socket.drop();
  socket = await agent.connect(collector);
};
const ask = async (body: object = {}): Promise<Entry> => {
  const path = `/api/machines/${agent.machineId}/actions`;
  const answer = await collector.call('POST', path, { action: 'apt_refresh', ...body });
  expect(answer.status).toBe(202);
  return answer.body;
};
const job = async ({ jobId }: Entry) => (await collector.call('GET', `/api/jobs/${jobId}`)).body;
const execution = async ({ executionId }: Entry) =>
  (await collector.call('GET', `/api/executions/${executionId}`)).body;
const state = async () => (await collector.call('GET', `/api/machines/${agent.machineId}`)).body.state;

const orderOf = async (): Promise<Order> => (await socket.next('job')).job.order;
const start = async (entry: Entry) => {
  socket.send(agent.speaker.started(1, entry).message);
  await socket.next('ack');
};
const finish = async (entry: Entry) => {
  const log = { bytes: 0, sha256: sha256Hex(''), truncated: false };
  socket.send(agent.speaker.finished(2, entry, { log }).message);
  await socket.next('ack');
};
/** What was sent until now has been dealt with: the answer to a journal comes in its turn, after everything before. */
const settled = async () => {
  const probe = { jobId: randomUUID(), executionId: randomUUID(), action: 'apt_refresh', state: 'finished' };
  const accepted = socket.received.flatMap((message) => {
    if (message.type !== 'job') return [];
    const { jobId, executionId, action } = message.job.order;
    return [{ jobId, executionId, action, state: 'accepted' }];
  });
  socket.send({ type: 'journal', jobs: [...known, ...accepted, probe] } as never);
  await socket.next('want_execution', ({ executionId }) => executionId === probe.executionId);
};

describe('a job', () => {
  it('reaches a connected machine, signed, once its journal has come', async () => {
    const asked = await ask({ reason: 'to see' });
    await socket.roundTrip();
    expect(socket.has('job'), 'the journal has not come').toBe(false);
    journal('finished');
    const { order, signature } = (await socket.next('job')).job;
    expect(order).toMatchObject({ ...asked, machineId: agent.machineId, action: 'apt_refresh' });
    expect(Date.parse(order.expiresAt) - Date.parse(order.issuedAt)).toBe(24 * 3_600_000);
    expect(verifyBytes(collector.publicKey, jobOrderBytes(order), signature as string)).toBe(true);
    const forged = { ...order, machineId: 'another' };
    expect(verifyBytes(collector.publicKey, jobOrderBytes(forged), signature as string)).toBe(false);
    expect((await job(asked)).status).toBe('sent');
    expect(await execution(asked)).toMatchObject({ status: 'queued', jobId: asked.jobId });
  });

  it('runs and is done, and the machine shows it meanwhile', async () => {
    journal('finished');
    const asked = await ask();
    await orderOf();
    await start(asked);
    expect((await job(asked)).status).toBe('running');
    expect(await state()).toMatchObject({ status: 'running', runningJobId: asked.jobId });
    await finish(asked);
    expect((await job(asked)).status).toBe('done');
    expect(await execution(asked)).toMatchObject({ status: 'ok' });
    expect((await state()).runningJobId).toBeNull();
  });

  it('for a machine that is away waits for it', async () => {
    await socket.drop();
    const asked = await ask();
    expect((await job(asked)).status).toBe('queued');
    socket = await agent.connect(collector);
    journal('finished');
    expect((await orderOf()).jobId).toBe(asked.jobId);
  });
});

describe('two requests at once', () => {
  it('go to the machine one after the other, in the order in which they came', async () => {
    journal('finished');
    const [first, second] = [await ask(), await ask()];
    expect((await orderOf()).jobId).toBe(first.jobId);
    await settled();
    expect(socket.has('job'), 'one at a time').toBe(false);
    await start(first);
    await settled();
    expect(socket.has('job'), 'not while it runs').toBe(false);
    await finish(first);
    expect((await orderOf()).jobId).toBe(second.jobId);
  });

  it('from many callers at the same moment all run, each once', async () => {
    journal('finished');
    const asked = await Promise.all(Array.from({ length: 8 }, () => ask()));
    const run: string[] = [];
    for (const _ of asked) {
      const order = await orderOf();
      run.push(order.jobId);
      await start(order);
      await finish(order);
    }
    expect(run.sort()).toEqual(asked.map(({ jobId }) => jobId).sort());
    await settled();
    expect(socket.has('job')).toBe(false);
  });
});

describe('after a new connection', () => {
  it('a job that the journal lacks is sent again', async () => {
    journal('finished');
    const asked = await ask();
    await orderOf();
    await reconnect();
    journal('finished');
    expect((await orderOf()).jobId).toBe(asked.jobId);
  });

  it.for(['accepted', 'running'] as const)('one that it has %s is not', async (how) => {
    journal('finished');
    const asked = await ask();
    await orderOf();
    await reconnect();
    journal(how, asked);
    await settled();
    expect(socket.has('job')).toBe(false);
  });

  it('one that it has finished is asked for, and the next one goes', async () => {
    journal('finished');
    const [first, second] = [await ask(), await ask()];
    await orderOf();
    await reconnect();
    journal('finished', first);
    expect((await socket.next('want_execution')).executionId).toBe(first.executionId);
    expect(socket.has('job')).toBe(false);
    await start(first);
    await finish(first);
    expect((await orderOf()).jobId).toBe(second.jobId);
  });

  it('what is stored already is not asked for', async () => {
    journal('finished');
    const asked = await ask();
    await orderOf();
    await start(asked);
    await finish(asked);
    await reconnect();
    journal('finished', asked);
    await settled();
    expect(socket.has('want_execution')).toBe(false);
  });

  it('a run that the machine no longer knows ends as lost, and its result still wins when it comes', async () => {
    journal('finished');
    const asked = await ask();
    await orderOf();
    await start(asked);
    await reconnect();
    journal('finished');
    await eventually(async () => (await job(asked)).status === 'done');
    expect(await execution(asked)).toMatchObject({ status: 'error', errorKind: 'agent_lost_job' });
    expect(await state()).toMatchObject({ status: 'error', runningJobId: null });
    await finish(asked);
    expect(await execution(asked)).toMatchObject({ status: 'ok', errorKind: null });
  });

  it('the runs of other machines are left alone', async () => {
    journal('finished');
    const asked = await ask();
    await orderOf();
    await start(asked);
    const other = await enrolAgent(collector);
    const otherSocket = await other.connect(collector);
    otherSocket.send({ type: 'journal', jobs: [] } as never);
    await otherSocket.roundTrip();
    await otherSocket.drop();
    await settled();
    expect((await execution(asked)).status).toBe('running');
  });
});

describe('a job that does not run', () => {
  it('is withdrawn while it is queued, and the one behind it goes', async () => {
    const [first, second] = [await ask(), await ask()];
    expect((await collector.call('DELETE', `/api/jobs/${first.jobId}`)).status).toBe(200);
    expect(await job(first)).toMatchObject({
      status: 'cancelled',
      outcome: expect.stringMatching(/^Cancelled by/),
    });
    journal('finished');
    expect((await orderOf()).jobId).toBe(second.jobId);
  });

  it('cannot be withdrawn once it was sent', async () => {
    journal('finished');
    const asked = await ask();
    await orderOf();
    expect((await collector.call('DELETE', `/api/jobs/${asked.jobId}`)).status).toBe(409);
    expect((await job(asked)).status).toBe('sent');
  });

  it('expires while the machine is away', async () => {
    await socket.drop();
    const expiresAt = new Date(Date.now() + 40).toISOString();
    const asked = await ask({ expiresAt });
    await eventually(() => Date.now() > Date.parse(expiresAt));
    socket = await agent.connect(collector);
    journal('finished');
    await settled();
    expect(socket.has('job'), 'too late').toBe(false);
    expect((await job(asked)).status).toBe('expired');
  });

  it('is refused by the agent, says why, and lets the next one go', async () => {
    journal('finished');
    const [first, second] = [await ask(), await ask()];
    await orderOf();
    const refusal = { jobId: first.jobId, code: 'invalid', message: 'The order is not for this machine.' };
    socket.send({ type: 'job_refused', ...refusal });
    expect((await orderOf()).jobId).toBe(second.jobId);
    expect(await job(first)).toMatchObject({ status: 'refused', outcome: refusal.message });
    const { body } = await collector.call('GET', `/api/machines/${agent.machineId}/events?limit=100`);
    expect(body.items).toContainEqual(
      expect.objectContaining({ eventType: 'job_refused', message: refusal.message }),
    );
  });

  it('waits when the agent has no room for it, and comes again with the next connection', async () => {
    journal('finished');
    const asked = await ask();
    await orderOf();
    socket.send({ type: 'job_refused', jobId: asked.jobId, code: 'outbox_full', message: 'full' } as never);
    await eventually(async () => (await job(asked)).status === 'queued');
    await reconnect();
    journal('finished');
    expect((await orderOf()).jobId).toBe(asked.jobId);
  });

  it('is not accepted when too many wait, or when its expiry is wrong', async () => {
    await socket.drop();
    const path = `/api/machines/${agent.machineId}/actions`;
    const past = { action: 'apt_refresh', expiresAt: '2001-01-01T00:00:00.000Z' };
    expect((await collector.call('POST', path, past)).body.code).toBe('expiry_invalid');
    for (let count = 0; count < 100; count++) await ask();
    const answer = await collector.call('POST', path, { action: 'apt_refresh' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'too_many_jobs' } });
    socket = await agent.connect(collector);
  });
});

describe('what the agent does by itself', () => {
  it('needs no job', async () => {
    journal('finished');
    const own = { executionId: randomUUID(), jobId: randomUUID() };
    socket.send(agent.speaker.started(1, own, 'scheduled').message);
    await socket.next('ack');
    expect(await execution(own)).toMatchObject({ status: 'running', mode: 'scheduled' });
    await finish(own);
    expect((await execution(own)).status).toBe('ok');
  });
});
