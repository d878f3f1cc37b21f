import { eventually } from '@suivi/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AgentSocket } from '../support/agent-socket.ts';
import { enrolAgent, type ScriptedAgent } from '../support/scripted-agent.ts';
import { startCollector, type TestCollector } from '../support/test-collector.ts';

let collector: TestCollector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector[Symbol.asyncDispose]());

/** A message of this machine is stored: its connection is the one that counts. */
async function works(agent: ScriptedAgent, socket: AgentSocket): Promise<void> {
  const { message } = agent.speaker.event(1);
  socket.send(message);
  expect((await socket.next('ack')).ids).toEqual([message.id]);
}

const machine = async (id: string) => (await collector.call('GET', `/api/machines/${id}`)).body;
const isConnected = async (id: string) => (await machine(id)).connected === true;

/** The machine in quarantine that claims to be this one. */
async function copyOf(id: string) {
  const { body } = await collector.call('GET', '/api/machines?limit=100');
  return body.items.find((one: { quarantine: { of?: string } | null }) => one.quarantine?.of === id);
}

const eventsOf = async (id: string) =>
  (await collector.call('GET', `/api/machines/${id}/events?limit=100`)).body.items as {
    eventType: string;
    message: string | null;
  }[];

/** Lets the collector count one more connection whose WELCOME never reaches the agent. */
async function loseWelcome(agent: ScriptedAgent): Promise<void> {
  const socket = await agent.prove(collector);
  await socket.next('welcome');
  await socket.drop();
}

describe('a copy of a machine', () => {
  it('is named and kept out while the original is connected, and the original goes on', async () => {
    const original = await enrolAgent(collector, 'original');
    const socket = await original.connect(collector);
    const copy = original.clone('copy');
    expect(await copy.refused(collector)).toMatchObject({ code: 'cloned', retryAfterSeconds: 60 });

    await works(original, socket);
    const shown = await copyOf(original.machineId);
    expect(shown).toMatchObject({ hostname: 'copy', connected: false, quarantine: { reason: 'cloned' } });
    expect(await machine(original.machineId)).toMatchObject({ connected: true, quarantine: null });
    const events = await eventsOf(original.machineId);
    expect(events.find(({ eventType }) => eventType === 'agent_quarantined')?.message).toMatch(
      /Another machine \(copy, .*\) uses the identity of this one/,
    );
    await socket.drop();
  });

  it('is one row however often it comes', async () => {
    const original = await enrolAgent(collector);
    const socket = await original.connect(collector);
    const copy = original.clone('often');
    for (let visit = 0; visit < 3; visit++) await copy.refused(collector);
    const { body } = await collector.call('GET', '/api/machines?limit=100');
    expect(body.items.filter((one: { hostname: string }) => one.hostname === 'often')).toHaveLength(1);
    await socket.drop();
  });

  it('is found by its old counter when the original has connected since and is away', async () => {
    const original = await enrolAgent(collector);
    await (await original.connect(collector)).drop();
    const copy = original.clone('late-copy');
    await (await original.connect(collector)).drop();
    expect(await copy.refused(collector)).toMatchObject({ code: 'cloned' });
    expect(await copyOf(original.machineId)).toMatchObject({ hostname: 'late-copy' });
    const socket = await original.connect(collector);
    await works(original, socket);
    await socket.drop();
  });

  it('cannot pass for a lost WELCOME by naming another try', async () => {
    const original = await enrolAgent(collector);
    await (await original.connect(collector)).drop();
    const copy = original.clone();
    copy.previousAttempt = 'a-try-that-was-not-counted';
    await (await original.connect(collector)).drop();
    expect(await copy.refused(collector)).toMatchObject({ code: 'cloned' });
  });
});

describe('the counter', () => {
  it('goes up by one with each connection', async () => {
    const agent = await enrolAgent(collector);
    for (const expected of [1, 2, 3]) {
      const socket = await agent.connect(collector);
      expect(socket.welcome.counter).toBe(expected);
      await socket.drop();
    }
  });

  it.for([1, 2, 5])('forgives %i WELCOMEs lost in a row', async (lost) => {
    const agent = await enrolAgent(collector);
    await (await agent.connect(collector)).drop();
    for (let count = 0; count < lost; count++) await loseWelcome(agent);
    const socket = await agent.connect(collector);
    await works(agent, socket);
    await socket.drop();
    await (await agent.connect(collector)).drop();
  });

  it('of an agent that is ahead of a restored database is taken over', async () => {
    const agent = await enrolAgent(collector);
    agent.counter = 41;
    const socket = await agent.connect(collector);
    expect(socket.welcome.counter).toBe(42);
    await socket.drop();
  });
});

describe('an older connection of the same agent', () => {
  it('that is half open gives way, and the machine stays connected', async () => {
    const agent = await enrolAgent(collector);
    const old = await agent.connect(collector, { frozen: true });
    const socket = await agent.connect(collector);
    expect(await old.next('refused')).toMatchObject({ code: 'replaced' });
    expect(await old.closed).toMatchObject({ code: 1000, reason: 'replaced' });
    await works(agent, socket);
    expect(await isConnected(agent.machineId)).toBe(true);
    const events = await eventsOf(agent.machineId);
    expect(events.some(({ eventType }) => eventType === 'agent_disconnected')).toBe(false);
    await socket.drop();
    await eventually(async () => !(await isConnected(agent.machineId)));
  });

  it('stores nothing any more once it is replaced', async () => {
    const agent = await enrolAgent(collector);
    const old = await agent.connect(collector, { frozen: true });
    const socket = await agent.connect(collector);
    old.send(agent.speaker.event(1).message);
    await old.closed;
    await socket.roundTrip();
    expect(old.has('ack')).toBe(false);
    await socket.drop();
  });

  it('that ends at the same moment leaves the machine connected', async () => {
    const agent = await enrolAgent(collector);
    let socket = await agent.connect(collector);
    for (let round = 0; round < 20; round++) {
      const [, next] = await Promise.all([socket.drop(), agent.connect(collector)]);
      socket = next;
      await works(agent, socket);
      expect(await isConnected(agent.machineId), `round ${round}`).toBe(true);
    }
    await socket.drop();
  });

  it('that ends while the next one is being let in is not shown as connected for ever', async () => {
    const agent = await enrolAgent(collector);
    await loseWelcome(agent);
    const socket = await agent.prove(collector);
    await socket.drop();
    await eventually(async () => !(await isConnected(agent.machineId)));
  });
});
