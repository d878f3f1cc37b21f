import { randomUUID } from 'node:crypto';
import { sha256Hex } from '@suivi/shared';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AgentSocket } from '../support/agent-socket.ts';
import { enrolAgent, ScriptedAgent } from '../support/scripted-agent.ts';
import { startCollector, type TestCollector } from '../support/test-collector.ts';

let collector: TestCollector;
let honest: ScriptedAgent;
let honestSocket: AgentSocket;
beforeAll(async () => {
  collector = await startCollector();
  honest = await enrolAgent(collector, 'honest');
  honestSocket = await honest.connect(collector);
});
afterAll(() => collector[Symbol.asyncDispose]());

let agent: ScriptedAgent;
let socket: AgentSocket;
beforeEach(async () => {
  agent = await enrolAgent(collector, 'hostile');
  socket = await agent.connect(collector);
  return () => socket.drop();
});

describe('one machine cannot reach what is of another', () => {
  /** An execution of the honest machine that has begun, with a log. */
  async function victim() {
    const run = { executionId: randomUUID(), jobId: randomUUID() };
    const { message } = honest.speaker.started(1, run);
    honestSocket.send(message);
    await honestSocket.next('ack', ({ ids }) => ids.includes(message.id));
    honestSocket.sendLog(run.executionId, 0, Buffer.from('honest\n'));
    await honestSocket.next('log_ack', ({ executionId }) => executionId === run.executionId);
    return run;
  }
  const logOf = async (executionId: string) =>
    (await collector.call('GET', `/api/executions/${executionId}/log`)).body;
  const end = (text: string) => ({
    log: { bytes: text.length, sha256: sha256Hex(text), truncated: false },
  });

  it('its log: chunks for it are kept apart and tell nothing of it', async () => {
    const run = await victim();
    socket.sendLog(run.executionId, 0, Buffer.from('evil\n'));
    expect((await socket.next('log_ack')).offset).toBe('evil\n'.length);
    socket.send({ type: 'journal', jobs: [{ ...run, action: 'apt_refresh', state: 'running' }] } as never);
    expect((await socket.next('log_ack')).offset).toBe('evil\n'.length);
    expect(await logOf(run.executionId)).toBe('honest\n');
  });

  it('its execution: neither start nor end is taken, and the right end is', async () => {
    const run = await victim();
    socket.send(agent.speaker.started(1, run).message);
    expect(await socket.next('rejected')).toMatchObject({ code: 'message_invalid' });
    socket.sendLog(run.executionId, 0, Buffer.from('evil\n'));
    socket.send(agent.speaker.finished(2, run, { status: 'error', ...end('evil\n') }).message);
    expect(await socket.next('rejected')).toMatchObject({ code: 'message_invalid' });
    const execution = await collector.call('GET', `/api/executions/${run.executionId}`);
    expect(execution.body).toMatchObject({ status: 'running', machineId: honest.machineId });

    const { message } = honest.speaker.finished(3, run, end('honest\n'));
    honestSocket.send(message);
    await honestSocket.next('ack', ({ ids }) => ids.includes(message.id));
    expect((await collector.call('GET', `/api/executions/${run.executionId}`)).body.status).toBe('ok');
  });

  it('an end that it holds back for a log: another with the same id does not displace it', async () => {
    const run = await victim();
    const { message } = honest.speaker.finished(3, run, end('honest\nmore\n'));
    honestSocket.send(message);
    await honestSocket.next('log_ack', ({ executionId }) => executionId === run.executionId);
    socket.send(agent.speaker.finished(2, run, end('evil, and longer than what there is\n')).message);
    await socket.next('log_ack');
    honestSocket.sendLog(run.executionId, 'honest\n'.length, Buffer.from('more\n'));
    await honestSocket.next('ack', ({ ids }) => ids.includes(message.id));
    expect(await logOf(run.executionId)).toBe('honest\nmore\n');
  });

  it('an execution that is reserved for its job and has not begun', async () => {
    const { body } = await collector.call('POST', `/api/machines/${honest.machineId}/actions`, {
      action: 'apt_refresh',
    });
    const { jobId, executionId } = body;
    for (const claim of [
      { executionId, jobId },
      { executionId, jobId: randomUUID() },
      { executionId: randomUUID(), jobId },
    ]) {
      socket.send(agent.speaker.started(1, claim).message);
      expect(await socket.next('rejected')).toMatchObject({ code: 'message_invalid' });
    }
    const { message } = honest.speaker.started(2, { executionId, jobId });
    honestSocket.send(message);
    await honestSocket.next('ack', ({ ids }) => ids.includes(message.id));
    const job = await collector.call('GET', `/api/jobs/${jobId}`);
    expect(job.body).toMatchObject({ status: 'running', machineId: honest.machineId });
  });

  it('its run: another that does not know it does not end it', async () => {
    const run = await victim();
    socket.send({ type: 'journal', jobs: [] });
    const probe = { executionId: randomUUID(), jobId: randomUUID() };
    socket.send({ type: 'journal', jobs: [{ ...probe, action: 'apt_refresh', state: 'finished' }] });
    await socket.next('want_execution');
    expect((await collector.call('GET', `/api/executions/${run.executionId}`)).body.status).toBe('running');
  });

  it('its job: another cannot refuse it', async () => {
    const victim = await enrolAgent(collector);
    const victimSocket = await victim.connect(collector);
    victimSocket.send({ type: 'journal', jobs: [] });
    const { body } = await collector.call('POST', `/api/machines/${victim.machineId}/actions`, {
      action: 'apt_refresh',
    });
    await victimSocket.next('job');
    socket.send({ type: 'job_refused', jobId: body.jobId, code: 'invalid', message: 'no' });
    const probe = { executionId: randomUUID(), jobId: randomUUID() };
    socket.send({ type: 'journal', jobs: [{ ...probe, action: 'apt_refresh', state: 'finished' }] });
    await socket.next('want_execution');
    expect((await collector.call('GET', `/api/jobs/${body.jobId}`)).body.status).toBe('sent');
    await victimSocket.drop();
  });

  it('its snapshots and metrics', async () => {
    const foreign = new ScriptedAgent(honest.machineId).speaker;
    for (const { message } of [
      foreign.apt(9, { apt: { count: 999 } }),
      foreign.system(9),
      foreign.metrics(9),
    ]) {
      socket.send(message);
      expect(await socket.next('rejected')).toMatchObject({ id: message.id, code: 'message_invalid' });
    }
    const { body } = await collector.call('GET', `/api/machines/${honest.machineId}`);
    expect(body.state?.aptUpdatesCount ?? 0).not.toBe(999);
  });
});
