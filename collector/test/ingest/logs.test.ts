import { randomBytes, randomUUID } from 'node:crypto';
import { type RunResult, sha256Hex } from '@suivi/shared';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AgentSocket } from '../support/agent-socket.ts';
import { enrolAgent, type ScriptedAgent } from '../support/scripted-agent.ts';
import { startCollector, type TestCollector } from '../support/test-collector.ts';

let collector: TestCollector;
let agent: ScriptedAgent;
let socket: AgentSocket;
let run: { executionId: string; jobId: string };
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector[Symbol.asyncDispose]());
beforeEach(async () => {
  run = { executionId: randomUUID(), jobId: randomUUID() };
  agent = await enrolAgent(collector);
  socket = await agent.connect(collector);
  socket.send(agent.speaker.started(1, run).message);
  await socket.next('ack');
});
afterEach(() => socket.drop());

const logOf = (log: Uint8Array | string): Pick<RunResult, 'log'> => ({
  log: { bytes: Buffer.byteLength(log), sha256: sha256Hex(log), truncated: false },
});
const end = (log: Uint8Array | string, change: Partial<RunResult> = {}) =>
  agent.speaker.finished(9, run, { ...logOf(log), ...change }).message;
const send = (offset: number, text: string) => socket.sendLog(run.executionId, offset, Buffer.from(text));
const offset = async () => (await socket.next('log_ack')).offset;
const execution = async () => (await collector.call('GET', `/api/executions/${run.executionId}`)).body;
const kept = async () => (await collector.call('GET', `/api/executions/${run.executionId}/log`)).body;

describe('chunks', () => {
  it('are acknowledged up to what is held; overlaps are cut, gaps are not taken', async () => {
    send(0, 'one ');
    expect(await offset()).toBe(4);
    send(2, 'e two ');
    expect(await offset()).toBe(8);
    send(0, 'one');
    expect(await offset()).toBe(8);
    send(100, 'lost');
    expect(await offset(), 'go back to there').toBe(8);
    send(8, 'three');
    expect(await offset()).toBe(13);
    expect(await kept()).toBe('one two three');
  });

  it('go on after a new connection from where the journal is answered', async () => {
    send(0, 'one ');
    await offset();
    await socket.drop();
    socket = await agent.connect(collector);
    socket.send({ type: 'journal', jobs: [{ ...run, action: 'apt_refresh', state: 'running' }] } as never);
    expect(await offset()).toBe(4);
    send(4, 'two');
    expect(await offset()).toBe(7);
  });

  it('keep every byte, also those that are no text', async () => {
    const bytes = randomBytes(600_000);
    for (let at = 0; at < bytes.length; at += 200_000)
      socket.sendLog(run.executionId, at, bytes.subarray(at, at + 200_000));
    socket.send(end(bytes));
    await socket.next('ack');
    expect(await collector.logs.digest(agent.machineId, run.executionId)).toEqual({
      bytes: bytes.length,
      sha256: sha256Hex(bytes),
    });
  });
});

describe('the end of an execution', () => {
  it('is stored with what its log came to', async () => {
    send(0, 'all of it');
    const message = end('all of it');
    socket.send(message);
    expect((await socket.next('ack')).ids).toEqual([message.id]);
    expect(await execution()).toMatchObject({ status: 'ok', exitCode: 0 });
    expect(JSON.parse((await execution()).resultJson)).toMatchObject(logOf('all of it'));
  });

  it('without a log needs none', async () => {
    socket.send(end(''));
    await socket.next('ack');
    expect((await execution()).status).toBe('ok');
  });

  it('that comes before its log waits for it, and says where to go on', async () => {
    send(0, 'half ');
    expect(await offset()).toBe(5);
    const message = end('half and half');
    socket.send(message);
    expect(await offset()).toBe(5);
    expect((await execution()).status).toBe('running');
    expect(socket.has('ack')).toBe(false);
    send(5, 'and half');
    expect((await socket.next('ack')).ids).toEqual([message.id]);
    expect((await execution()).status).toBe('ok');
  });

  it('that waited on a connection that broke is taken from the next one', async () => {
    socket.send(end('whole'));
    expect(await offset()).toBe(0);
    await socket.drop();
    socket = await agent.connect(collector);
    send(0, 'whole');
    expect(await offset()).toBe(5);
    expect((await execution()).status).toBe('running');
    socket.send(end('whole'));
    await socket.next('ack');
    expect((await execution()).status).toBe('ok');
  });

  it('sent twice is acknowledged twice and stored once', async () => {
    const message = end('twice');
    socket.send(message);
    socket.send(message);
    await offset();
    send(0, 'twice');
    const ids: string[] = [];
    while (ids.length < 2) ids.push(...(await socket.next('ack')).ids);
    expect(ids).toEqual([message.id, message.id]);
    const { body } = await collector.call('GET', `/api/machines/${agent.machineId}/events?limit=100`);
    const ends = body.items.filter((one: { eventType: string }) => one.eventType === 'action_apt_refresh');
    expect(ends).toHaveLength(1);
  });
});

describe('a log that disagrees with its sha256', () => {
  it('is thrown away and asked for again from the start', async () => {
    send(0, 'spoilt');
    expect(await offset()).toBe(6);
    socket.send(end('sound!'));
    expect(await offset()).toBe(0);
    expect(await kept()).toBe('');
    send(0, 'sound!');
    await socket.next('ack');
    expect(await kept()).toBe('sound!');
    expect(await execution()).toMatchObject({ status: 'ok', errorKind: null });
  });

  it('in many pieces at once counts as one disagreement', async () => {
    const whole = 'x'.repeat(50);
    socket.send(end(whole));
    expect(await offset()).toBe(0);
    for (let at = 0; at < 50; at += 10) send(at, 'y'.repeat(10));
    await socket.next('log_ack', (ack) => ack.offset === 0);
    for (let at = 0; at < 50; at += 10) send(at, 'x'.repeat(10));
    await socket.next('ack');
    expect(socket.received.filter(({ type }) => type === 'rejected')).toEqual([]);
    expect(await kept()).toBe(whole);
    expect(await execution()).toMatchObject({ status: 'ok', errorKind: null });
  });

  it('again and again is kept as it is in the end, and the execution says so', async () => {
    socket.send(end('truth'));
    expect(await offset()).toBe(0);
    for (let round = 0; round < 3; round++) {
      send(0, 'false');
      await socket.next('log_ack', (ack) => ack.offset === 0);
      expect((await execution()).status, `round ${round}`).toBe('running');
    }
    send(0, 'false');
    await socket.next('ack');
    expect(await kept()).toBe('false');
    const ended = await execution();
    expect(ended.errorKind).toBe('log_lost');
    const result = JSON.parse(ended.resultJson);
    expect(result.log).toMatchObject({ bytes: 5, sha256: sha256Hex('false') });
    expect(result.importantLines.at(-1)).toMatch(/differs from the one on the machine/);
  });
});
