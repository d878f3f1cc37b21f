import { eventually } from '@suivi/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AgentSocket } from '../support/agent-socket.ts';
import { Gate } from '../support/gate.ts';
import { enrolAgent } from '../support/scripted-agent.ts';
import { startCollector, type TestCollector } from '../support/test-collector.ts';

const gate = new Gate();
let collector: TestCollector;
let witness: AgentSocket;
beforeAll(async () => {
  collector = await startCollector({
    store: (store) => ({
      ...store,
      agents: {
        ...store.agents,
        async recordConnected(connected) {
          await gate.pass();
          return store.agents.recordConnected(connected);
        },
      },
    }),
  });
  witness = await (await enrolAgent(collector, 'witness')).connect(collector);
});
afterAll(() => collector[Symbol.asyncDispose]());

const isConnected = async (id: string) =>
  (await collector.call('GET', `/api/machines/${id}`)).body.connected as boolean;

/** Breaks a connection; the collector has seen that when it answers another agent twice. */
async function breakOff(socket: AgentSocket): Promise<void> {
  await socket.drop();
  await witness.roundTrip();
  await witness.roundTrip();
}

it('an agent that leaves while it is let in is shown as gone', async () => {
  const agent = await enrolAgent(collector);
  gate.close();
  const socket = await agent.prove(collector);
  await gate.waiting();
  await breakOff(socket);
  gate.open();
  const events = async () =>
    (await collector.call('GET', `/api/machines/${agent.machineId}/events?limit=100`)).body.items.map(
      ({ eventType }: { eventType: string }) => eventType,
    );
  await eventually(async () => (await events()).includes('agent_connected'));
  await eventually(async () => !(await isConnected(agent.machineId)));
  const next = await agent.connect(collector);
  expect(await isConnected(agent.machineId)).toBe(true);
  await next.drop();
});

it('an old connection that ends while the next one is let in does not make the machine gone', async () => {
  const agent = await enrolAgent(collector);
  const old = await agent.connect(collector, { frozen: true });
  gate.close();
  const connecting = agent.connect(collector);
  await gate.waiting();
  await breakOff(old);
  gate.open();
  const socket = await connecting;
  await (await enrolAgent(collector)).connect(collector);
  expect(await isConnected(agent.machineId)).toBe(true);
  await socket.drop();
});
