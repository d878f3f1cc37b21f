import { randomUUID } from 'node:crypto';
import { sha256Hex } from '@suivi/shared';
import { eventually } from '@suivi/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect } from '../api/support/sse-client.ts';
import type { AgentSocket } from '../support/agent-socket.ts';
import { enrolAgent, type ScriptedAgent } from '../support/scripted-agent.ts';
import { startCollector, type TestCollector, TOKEN } from '../support/test-collector.ts';

let collector: TestCollector;
let agent: ScriptedAgent;
let socket: AgentSocket;
beforeAll(async () => {
  collector = await startCollector();
  agent = await enrolAgent(collector);
  socket = await agent.connect(collector);
});
afterAll(() => collector[Symbol.asyncDispose]());

const position = { phase: 'unpack', package: 'curl', percent: 12.5, silentSeconds: 0 };
const shown = async (id: string) => (await collector.call('GET', `/api/executions/${id}`)).body.progress;

async function begin() {
  const run = { executionId: randomUUID(), jobId: randomUUID() };
  const { message } = agent.speaker.started(1, run);
  socket.send(message);
  await socket.next('ack', ({ ids }) => ids.includes(message.id));
  return run;
}

it('is shown with the execution and on the stream, until the run has ended', async () => {
  const run = await begin();
  expect(await shown(run.executionId)).toBeNull();
  const address = collector.socketUrl.replace('ws:', 'http:').replace('/api/agent', '/api/stream');
  const client = await connect(address, { authorization: `Bearer ${TOKEN}` });
  await client.nextBlock();
  socket.send({ type: 'progress', executionId: run.executionId, ...position });
  let told = await client.next();
  while (told && told.event !== 'progress') told = await client.next();
  const expected = { ...position, executionId: run.executionId, machineId: agent.machineId };
  expect(JSON.parse(told?.data ?? '')).toMatchObject(expected);
  expect(told?.id).toBeUndefined();
  client.cut();
  expect(await shown(run.executionId)).toMatchObject(expected);

  const { message } = agent.speaker.finished(2, run, {
    log: { bytes: 0, sha256: sha256Hex(''), truncated: false },
  });
  socket.send(message);
  await socket.next('ack', ({ ids }) => ids.includes(message.id));
  await eventually(async () => (await shown(run.executionId)) === null);
});

it('a machine cannot speak for the run of another', async () => {
  const run = await begin();
  socket.send({ type: 'progress', executionId: run.executionId, ...position });
  const stranger = await enrolAgent(collector, 'stranger');
  const strangerSocket = await stranger.connect(collector);
  strangerSocket.send({ type: 'progress', executionId: run.executionId, ...position, phase: 'check' });
  await strangerSocket.roundTrip();
  await socket.roundTrip();
  expect(await shown(run.executionId)).toMatchObject({ machineId: agent.machineId, phase: 'unpack' });
});
