import { LIMITS } from '@suivi/shared';
import { eventually } from '@suivi/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AgentSocket } from '../support/agent-socket.ts';
import { Gate } from '../support/gate.ts';
import { enrolAgent, type ScriptedAgent } from '../support/scripted-agent.ts';
import { startCollector, type TestCollector } from '../support/test-collector.ts';

const gate = new Gate();
/** How many messages each batch had. */
const sizes: number[] = [];
let collector: TestCollector;
beforeAll(async () => {
  collector = await startCollector({
    store: (store) => ({
      ...store,
      ingest: {
        async writeBatch(batch) {
          await gate.pass();
          sizes.push(batch.length);
          return store.ingest.writeBatch(batch);
        },
      },
    }),
    times: { silenceMs: 3_000, sweepMs: 50 },
    backlogLimits: { allBytes: 1024 * 1024, eachBytes: 64 * 1024 },
  });
});
afterAll(() => collector[Symbol.asyncDispose]());
afterEach(() => gate.open());

const connected = async (hostname?: string) => {
  const agent = await enrolAgent(collector, hostname);
  return { agent, socket: await agent.connect(collector) };
};
const events = async ({ machineId }: ScriptedAgent) =>
  (await collector.call('GET', `/api/machines/${machineId}/events?limit=100`)).body.items.filter(
    (event: { eventType: string }) => event.eventType === 'outbox_set_aside',
  ) as { id: string }[];

/** Ids of all acknowledgements that have come or come until there are so many. */
async function acknowledged(socket: AgentSocket, count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) ids.push(...(await socket.next('ack')).ids);
  return ids;
}

describe('group commit', () => {
  it('stores what many agents sent meanwhile in one transaction', async () => {
    const agents = await Promise.all(Array.from({ length: 10 }, () => connected()));
    gate.close();
    const first = agents[0]!.agent.speaker.event(1).message;
    agents[0]!.socket.send(first);
    await gate.waiting();
    const before = sizes.length;
    for (const { agent, socket } of agents) {
      for (let count = 0; count < 10; count++) socket.send(agent.speaker.event(count).message);
      await socket.roundTrip();
    }
    gate.open();
    await acknowledged(agents[0]!.socket, 11);
    await Promise.all(agents.slice(1).map(({ socket }) => acknowledged(socket, 10)));
    expect(sizes.slice(before)).toEqual([1, 100]);
    for (const { socket } of agents) await socket.drop();
  });

  it('acknowledges nothing before the commit', async () => {
    const { agent, socket } = await connected();
    gate.close();
    const { message } = agent.speaker.event(1);
    socket.send(message);
    await gate.waiting();
    await socket.roundTrip();
    expect(socket.has('ack')).toBe(false);
    expect(await events(agent)).toEqual([]);
    gate.open();
    expect(await acknowledged(socket, 1)).toEqual([message.id]);
    expect((await events(agent)).map(({ id }) => id)).toEqual([message.id]);
    await socket.drop();
  });

  it('stores what a connection sent that has gone since, and the next one gets it acknowledged again', async () => {
    const { agent, socket } = await connected();
    gate.close();
    const { message } = agent.speaker.event(1);
    socket.send(message);
    await gate.waiting();
    await socket.drop();
    gate.open();
    await eventually(async () => (await events(agent)).length === 1);
    const again = await agent.connect(collector);
    expect(again.welcome.lastSeq).toBe(message.seq);
    again.send(message);
    expect(await acknowledged(again, 1)).toEqual([message.id]);
    expect(await events(agent)).toHaveLength(1);
    await again.drop();
  });
});

describe('a message that cannot be stored', () => {
  it('is rejected with its reason, and those around it are stored', async () => {
    const { agent, socket } = await connected();
    const { agent: other, socket: otherSocket } = await connected();
    gate.close();
    socket.send(agent.speaker.event(1).message);
    await gate.waiting();
    const good = [agent.speaker.event(2).message, agent.speaker.event(3).message];
    const bad = other.speaker.apt(4).message;
    socket.send(good[0]!);
    socket.send({ ...bad, id: 'of-another-machine' });
    socket.send(good[1]!);
    otherSocket.send(bad);
    await socket.roundTrip();
    await otherSocket.roundTrip();
    gate.open();
    expect(await socket.next('rejected')).toMatchObject({
      id: 'of-another-machine',
      code: 'message_invalid',
      message: expect.stringMatching(/of another machine/),
    });
    expect(await acknowledged(socket, 3)).toEqual(expect.arrayContaining(good.map(({ id }) => id)));
    expect(await acknowledged(otherSocket, 1)).toEqual([bad.id]);
    expect(await events(agent)).toHaveLength(3);
    await socket.drop();
    await otherSocket.drop();
  });

  it('that cannot be turned into a row fails alone as well', async () => {
    const { agent, socket } = await connected();
    gate.close();
    socket.send(agent.speaker.event(1).message);
    await gate.waiting();
    const good = agent.speaker.event(2).message;
    const bad = JSON.stringify(agent.speaker.event(3).message);
    socket.send(good);
    socket.sendRaw(`${bad.slice(0, -1)},"details":{"deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`);
    await socket.roundTrip();
    gate.open();
    expect(await socket.next('rejected')).toMatchObject({ id: JSON.parse(bad).id, code: 'message_invalid' });
    expect(await acknowledged(socket, 2)).toContain(good.id);
    await socket.drop();
  });

  it('of a deleted machine is not stored', async () => {
    const { agent, socket } = await connected();
    gate.close();
    socket.send(agent.speaker.event(1).message);
    await gate.waiting();
    await collector.call('DELETE', `/api/machines/${agent.machineId}`);
    gate.open();
    expect(await socket.next('refused')).toMatchObject({ code: 'machine_deleted' });
    await socket.closed;
    expect(socket.has('ack')).toBe(false);
  });
});

describe('the same id twice', () => {
  it('is acknowledged twice and stored once, in one batch and in two', async () => {
    const { agent, socket } = await connected();
    const { message } = agent.speaker.event(1);
    socket.send(message);
    socket.send(message);
    expect(await acknowledged(socket, 2)).toEqual([message.id, message.id]);
    socket.send(message);
    expect(await acknowledged(socket, 1)).toEqual([message.id]);
    expect(await events(agent)).toHaveLength(1);
    await socket.drop();
  });

  it('from another machine is rejected', async () => {
    const { agent, socket } = await connected();
    const { agent: other, socket: otherSocket } = await connected();
    const { message } = agent.speaker.event(1);
    socket.send(message);
    await acknowledged(socket, 1);
    otherSocket.send({ ...other.speaker.event(1).message, id: message.id });
    expect(await otherSocket.next('rejected')).toMatchObject({ id: message.id });
    expect(await events(other)).toEqual([]);
    await socket.drop();
    await otherSocket.drop();
  });
});

describe('congestion', () => {
  it('pauses the sender, takes it for living, and goes on with what waited', async () => {
    const { agent, socket } = await connected();
    gate.close();
    const sent = Array.from({ length: 20 }, (_, index) =>
      agent.speaker.event(index, { details: { filling: 'x'.repeat(16_000) } }),
    ).map(({ message }) => message);
    for (const message of sent) socket.send(message);
    socket.send({ type: 'heartbeat', now: new Date().toISOString() });
    await gate.waiting();
    const { socket: silent } = await connected();
    await silent.closed;
    const { agent: other, socket: otherSocket } = await connected();
    const { message: small } = other.speaker.event(1);
    otherSocket.send(small);
    await otherSocket.roundTrip();
    expect(socket.has('heartbeat'), 'what comes after the limit is not read').toBe(false);
    gate.open();
    expect(await acknowledged(otherSocket, 1)).toEqual([small.id]);
    expect((await acknowledged(socket, 20)).sort()).toEqual(sent.map(({ id }) => id).sort());
    await socket.next('heartbeat');
    await socket.drop();
    await otherSocket.drop();
  });

  it('sends an agent away that seems to be here twice while nothing is read', async () => {
    const { agent, socket } = await connected();
    gate.close();
    for (let index = 0; index < 20; index++)
      socket.send(agent.speaker.event(index, { details: { filling: 'x'.repeat(16_000) } }).message);
    await gate.waiting();
    const copy = agent.clone();
    await eventually(async () => (await copy.refused(collector)).code === 'store_unavailable');
    gate.open();
    await acknowledged(socket, 20);
    await socket.drop();
  });

  it('ends with an agent that sends more than the window holds', async () => {
    const { agent, socket } = await connected();
    gate.close();
    for (let index = 0; index <= LIMITS.windowMessages; index++)
      socket.send(agent.speaker.event(index).message);
    expect(await socket.next('refused')).toMatchObject({ code: 'too_fast' });
    await socket.closed;
  });
});
