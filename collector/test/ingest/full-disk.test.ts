import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Hex } from '@suivi/shared';
import { eventually, type TemporaryDirectory, temporaryDirectory } from '@suivi/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentSocket } from '../support/agent-socket.ts';
import { enrolAgent, type ScriptedAgent } from '../support/scripted-agent.ts';
import { startCollector, type TestCollector } from '../support/test-collector.ts';

const MIB = 1024 * 1024;
let directory: TemporaryDirectory;
let collector: TestCollector;

/** Mounts a small file system; what for is said when this user may not. */
function mountSmall(path: string, bytes: number): boolean {
  mkdirSync(path, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'none', path], { stdio: 'pipe' });
    return true;
  } catch (error) {
    console.log(`A full disk is not tested: it needs the right to mount one (${(error as Error).message}).`);
    return false;
  }
}

/** Takes what room is left at this path. */
function fill(path: string): void {
  const { bavail, bsize } = statfsSync(path);
  writeFileSync(join(path, 'filler'), Buffer.alloc(bavail * bsize));
}
const makeRoom = (path: string) => rmSync(join(path, 'filler'));
const health = () => collector.call('GET', '/health');

beforeEach(async () => {
  directory = await temporaryDirectory('full');
});
afterEach(async () => {
  await collector?.[Symbol.asyncDispose]();
  for (const part of ['data', 'data/reports'])
    try {
      execFileSync('umount', [join(directory.path, part)], { stdio: 'pipe' });
    } catch {}
  await directory[Symbol.asyncDispose]();
});

interface Machine {
  readonly agent: ScriptedAgent;
  readonly socket: AgentSocket;
}

async function start(dataDir: string, hosts: number): Promise<Machine[]> {
  collector = await startCollector({ dataDir });
  const machines = [];
  for (let count = 0; count < hosts; count++) {
    const agent = await enrolAgent(collector, `host-${count}`);
    machines.push({ agent, socket: await agent.connect(collector) });
  }
  return machines;
}

describe('when the disk of the database is full', () => {
  it('nothing is acknowledged, /health says why, agents stay, and all is stored when there is room', async () => {
    const data = join(directory.path, 'data');
    if (!mountSmall(data, 8 * MIB)) return;
    const machines = await start(data, 2);
    expect(await health()).toMatchObject({ status: 200 });

    fill(data);
    const sent = new Map<string, AgentSocket>();
    for (const { agent, socket } of machines)
      for (let count = 0; count < 5; count++) {
        const { message } = agent.speaker.apt(count, { apt: { count, held: ['x'.repeat(200)] } });
        sent.set(message.id, socket);
        socket.send(message);
      }
    const sick = await eventually(async () => {
      const answer = await health();
      return answer.status === 503 ? answer : null;
    });
    expect(sick.body).toMatchObject({ code: 'store_unavailable', detail: expect.stringMatching(/full/) });
    for (const { socket } of machines) {
      await socket.roundTrip();
      expect(socket.has('ack')).toBe(false);
    }
    const list = await collector.call('GET', '/api/machines');
    expect(list.status, 'what is stored can be read').toBe(200);

    makeRoom(data);
    const acknowledged = new Set<string>();
    for (const { socket } of machines)
      for (let got = 0; got < 5; ) {
        const { ids } = await socket.next('ack');
        for (const id of ids) acknowledged.add(id);
        got += ids.length;
      }
    expect([...acknowledged].sort()).toEqual([...sent.keys()].sort());
    await eventually(async () => (await health()).status === 200);
    for (const { agent } of machines) {
      const { body } = await collector.call('GET', `/api/machines/${agent.machineId}/snapshots?limit=100`);
      expect(body.items).toHaveLength(5);
    }
  });

  it('a machine that went away meanwhile is shown as gone when there is room', async () => {
    const data = join(directory.path, 'data');
    if (!mountSmall(data, 8 * MIB)) return;
    collector = await startCollector({ dataDir: data, times: { sweepMs: 100 } });
    const agent = await enrolAgent(collector);
    const socket = await agent.connect(collector);
    fill(data);
    const held = Array.from({ length: 100 }, () => 'x'.repeat(200));
    for (let count = 0; count < 20; count++)
      socket.send(agent.speaker.apt(count, { apt: { count, held } }).message);
    await eventually(async () => (await health()).status === 503);
    await socket.drop();
    await eventually(() => collector.lines.some((line) => line.includes('a disconnection was not recorded')));
    expect((await shown(agent)).connected).toBe(true);
    makeRoom(data);
    await eventually(async () => (await shown(agent)).connected === false);
    await eventually(async () => (await shown(agent)).state?.aptUpdatesCount === 19);
  });

  const shown = async ({ machineId }: ScriptedAgent) =>
    (await collector.call('GET', `/api/machines/${machineId}`)).body;
});

describe('when the disk of the logs is full', () => {
  it('nothing is acknowledged, /health says why, and the log goes on by itself when there is room', async () => {
    const data = join(directory.path, 'data');
    const reports = join(data, 'reports');
    if (!mountSmall(reports, MIB)) return;
    const [{ agent, socket }] = (await start(data, 1)) as [Machine];
    const run = { executionId: randomUUID(), jobId: randomUUID() };
    socket.send(agent.speaker.started(1, run).message);
    await socket.next('ack');
    socket.sendLog(run.executionId, 0, Buffer.from('begun\n'));
    expect((await socket.next('log_ack')).offset).toBe(6);

    fill(reports);
    const rest = Buffer.alloc(200_000, 'x');
    socket.sendLog(run.executionId, 6, rest);
    const sick = await eventually(async () => {
      const answer = await health();
      return answer.status === 503 ? answer : null;
    });
    expect(sick.body).toMatchObject({
      code: 'reports_unavailable',
      detail: expect.stringMatching(/disk of the reports is full/),
    });
    // What is held may be told again while it waits, but never more than that is durable.
    await socket.roundTrip();
    const { message } = agent.speaker.event(2);
    socket.send(message);
    expect((await socket.next('ack')).ids, 'the database has room').toEqual([message.id]);

    makeRoom(reports);
    const whole = Buffer.concat([Buffer.from('begun\n'), rest]);
    for (let held = 0; held < whole.length; ) {
      held = (await socket.next('log_ack')).offset;
      expect(held).toBeLessThanOrEqual(whole.length);
      if (held < whole.length) socket.sendLog(run.executionId, held, whole.subarray(held));
    }
    const log = { bytes: whole.length, sha256: sha256Hex(whole), truncated: false };
    const { message: end } = agent.speaker.finished(3, run, { log });
    socket.send(end);
    expect((await socket.next('ack')).ids).toEqual([end.id]);
    await eventually(async () => (await health()).status === 200);
  });
});

describe('when the disk of the reports is full', () => {
  it('only what hangs on a report waits: other machines are stored, /health says why, and all comes when there is room', async () => {
    const data = join(directory.path, 'data');
    const reports = join(data, 'reports');
    if (!mountSmall(reports, MIB)) return;
    const [one, other] = (await start(data, 2)) as [Machine, Machine];
    const run = { executionId: randomUUID(), jobId: randomUUID() };
    one.socket.send(one.agent.speaker.started(1, run).message);
    await one.socket.next('ack');

    fill(reports);
    const log = { bytes: 0, sha256: sha256Hex(''), truncated: false };
    const { message: end } = one.agent.speaker.finished(2, run, { log });
    const { message: after } = one.agent.speaker.apt(3);
    one.socket.send(end);
    const sick = await eventually(async () => {
      const answer = await health();
      return answer.status === 503 ? answer : null;
    });
    expect(sick.body).toMatchObject({
      code: 'reports_unavailable',
      detail: expect.stringMatching(/disk of the reports is full/),
      next: expect.stringMatching(/SU_REPORTS_DIR/),
    });
    expect(collector.lines.map((line) => JSON.parse(line).code)).toContain('reports_full');
    for (let count = 0; count < 3; count++) {
      const { message } = other.agent.speaker.apt(count, { apt: { count } });
      other.socket.send(message);
      expect((await other.socket.next('ack')).ids).toEqual([message.id]);
    }
    one.socket.send(after);
    await one.socket.roundTrip();
    expect(one.socket.has('ack'), 'what comes after the run is stored after it').toBe(false);
    expect((await health()).status).toBe(503);

    makeRoom(reports);
    const ids: string[] = [];
    while (ids.length < 2) ids.push(...(await one.socket.next('ack')).ids);
    expect(ids).toEqual([end.id, after.id]);
    await eventually(async () => (await health()).status === 200);
    const { body } = await collector.call('GET', `/api/executions/${run.executionId}`);
    expect(body.reportPath).toMatch(/^reports\//);
    const machine = await collector.call('GET', `/api/machines/${one.agent.machineId}`);
    expect(machine.body.status, 'the analysis came after the run').not.toBe('unknown');
  });

  it('an agent that comes back meanwhile sends it again, and it is stored once', async () => {
    const data = join(directory.path, 'data');
    const reports = join(data, 'reports');
    if (!mountSmall(reports, MIB)) return;
    const [{ agent, socket }] = (await start(data, 1)) as [Machine];
    const run = { executionId: randomUUID(), jobId: randomUUID() };
    socket.send(agent.speaker.started(1, run).message);
    await socket.next('ack');
    fill(reports);
    const log = { bytes: 0, sha256: sha256Hex(''), truncated: false };
    const { message: end } = agent.speaker.finished(2, run, { log });
    socket.send(end);
    await eventually(async () => (await health()).status === 503);
    await socket.drop();
    const again = await agent.connect(collector);
    again.send(end);
    await again.roundTrip();
    expect(again.has('ack')).toBe(false);
    expect((await health()).status).toBe(503);
    makeRoom(reports);
    expect((await again.next('ack')).ids).toEqual([end.id]);
    await eventually(async () => (await health()).status === 200);
    const { body } = await collector.call('GET', `/api/reports?machineId=${agent.machineId}`);
    expect(body.items).toHaveLength(1);
  });
});
