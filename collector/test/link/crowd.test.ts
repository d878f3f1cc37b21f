import { expect, it } from 'vitest';
import { AgentSocket } from '../support/agent-socket.ts';
import { enrolAgent } from '../support/scripted-agent.ts';
import { startCollector } from '../support/test-collector.ts';

it('who comes when too many do is told when to come back, and those who are in stay', async () => {
  await using collector = await startCollector({ times: { comingPerSecond: 0.1, comingAtOnce: 1 } });
  const agent = await enrolAgent(collector);
  const socket = await agent.connect(collector);
  const waits: number[] = [];
  for (let count = 0; count < 2; count++) {
    const late = await AgentSocket.open(collector.socketUrl);
    const { code, retryAfterSeconds } = await late.next('refused');
    expect(code).toBe('busy');
    waits.push(retryAfterSeconds!);
    expect(await late.closed).toMatchObject({ code: 1000 });
  }
  expect(waits[0]).toBe(10);
  expect(waits[1]).toBeGreaterThan(10);
  await socket.roundTrip();
  await socket.drop();
});
