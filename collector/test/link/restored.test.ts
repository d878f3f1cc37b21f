import { randomUUID } from 'node:crypto';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '@suivi/shared';
import { temporaryDirectory } from '@suivi/testkit';
import { expect, it } from 'vitest';
import type { AgentSocket } from '../support/agent-socket.ts';
import { enrolAgent } from '../support/scripted-agent.ts';
import { startCollector } from '../support/test-collector.ts';

async function acknowledged(socket: AgentSocket, ids: readonly string[]): Promise<void> {
  const missing = new Set(ids);
  while (missing.size > 0) for (const id of (await socket.next('ack')).ids) missing.delete(id);
}

it('a collector restored from an earlier copy says what it lacks, lets its agents in, and takes it again', async () => {
  await using directory = await temporaryDirectory('restored');
  const [dataDir, copy] = [join(directory.path, 'data'), join(directory.path, 'copy')];
  const run = { executionId: randomUUID(), jobId: randomUUID() };

  let collector = await startCollector({ dataDir });
  const agent = await enrolAgent(collector);
  let socket = await agent.connect(collector);
  const { epoch } = socket.welcome;
  const early = agent.speaker.apt(1, { apt: { count: 1 } }).message;
  socket.send(early);
  await acknowledged(socket, [early.id]);
  await collector.stop();
  await cp(dataDir, copy, { recursive: true });

  collector = await startCollector({ dataDir });
  for (let count = 0; count < 3; count++) await (await agent.connect(collector)).drop();
  socket = await agent.connect(collector);
  expect(socket.welcome.lastSeq).toBe(early.seq);
  const bytes = Buffer.from('refreshed\n');
  const log = { bytes: bytes.length, sha256: sha256Hex(bytes), truncated: false };
  const late = [
    agent.speaker.started(2, run, 'scheduled').message,
    agent.speaker.apt(3, { apt: { count: 7 } }).message,
    agent.speaker.event(4).message,
    agent.speaker.finished(5, run, { log, mode: 'scheduled' }).message,
  ];
  socket.sendLog(run.executionId, 0, bytes);
  for (const message of late) socket.send(message);
  const lateIds = late.map(({ id }) => id);
  await acknowledged(socket, lateIds);
  const events = async () =>
    (await collector.call('GET', `/api/machines/${agent.machineId}/events?limit=100`)).body.items
      .map(({ eventType }: { eventType: string }) => eventType)
      .filter((type: string) => !type.startsWith('agent_'));
  const before = await events();
  await collector.stop();

  await rm(dataDir, { recursive: true });
  await cp(copy, dataDir, { recursive: true });
  collector = await startCollector({ dataDir });
  socket = await agent.connect(collector);
  expect(socket.welcome.epoch).toBe(epoch);
  expect(socket.welcome.lastSeq, 'lower than what was acknowledged').toBe(early.seq);
  expect(socket.welcome.counter, 'one more than the agent has seen').toBe(6);
  const entry = { ...run, action: 'apt_refresh', state: 'finished' };
  socket.send({ type: 'journal', jobs: [entry] } as never);
  expect((await socket.next('want_execution')).executionId).toBe(run.executionId);
  socket.sendLog(run.executionId, 0, bytes);
  for (const message of late) socket.send(message);
  await acknowledged(socket, lateIds);

  expect((await events()).sort()).toEqual(before.sort());
  const { body: machine } = await collector.call('GET', `/api/machines/${agent.machineId}`);
  expect(machine.state).toMatchObject({ aptUpdatesCount: 7, runningJobId: null });
  const { body: kept } = await collector.call('GET', `/api/executions/${run.executionId}/log`);
  expect(kept).toBe('refreshed\n');
  await socket.drop();
  const again = await agent.connect(collector);
  expect(again.welcome.lastSeq).toBe(Math.max(...late.map(({ seq }) => seq)));
  expect(await collector.store.rebuildState()).toEqual([]);
  await collector.stop();
});
