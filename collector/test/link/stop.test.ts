import { temporaryDirectory } from '@suivi/testkit';
import { expect, it } from 'vitest';
import { AgentSocket } from '../support/agent-socket.ts';
import { enrolAgent } from '../support/scripted-agent.ts';
import { startCollector } from '../support/test-collector.ts';

it('a collector that stops tells its agents when to come back, and records that they are gone', async () => {
  await using directory = await temporaryDirectory('stop');
  const dataDir = directory.path;
  let collector = await startCollector({ dataDir });
  const agents = await Promise.all(
    Array.from({ length: 5 }, (_, index) => enrolAgent(collector, `host-${index}`)),
  );
  const sockets = await Promise.all(agents.map((agent) => agent.connect(collector)));
  const stranger = await AgentSocket.open(collector.socketUrl);
  const sent = agents.map((agent) => agent.speaker.event(1).message);
  sockets.forEach((socket, index) => {
    socket.send(sent[index]!);
  });
  await Promise.all(sockets.map((socket) => socket.roundTrip()));
  await collector.stop();
  for (const socket of [...sockets, stranger]) {
    const { code, retryAfterSeconds } = await socket.next('refused');
    expect(code).toBe('shutting_down');
    expect(retryAfterSeconds).toBeGreaterThanOrEqual(1);
    expect(retryAfterSeconds).toBeLessThanOrEqual(10);
    expect(await socket.closed).toMatchObject({ code: 1000 });
  }
  const complaints = collector.lines.filter((line) => JSON.parse(line).level >= 50);
  expect(complaints).toEqual([]);

  collector = await startCollector({ dataDir });
  for (const [index, agent] of agents.entries()) {
    const { body } = await collector.call('GET', `/api/machines/${agent.machineId}/events?limit=100`);
    const types = body.items.map(({ eventType }: { eventType: string }) => eventType);
    expect(types).toContain('agent_disconnected');
    const again = await agent.connect(collector);
    if (again.welcome.lastSeq === 0) again.send(sent[index]!);
    await again.drop();
  }
  await collector.stop();
});
