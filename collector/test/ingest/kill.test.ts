import { type DurableMessage, LIMITS } from '@suivi/shared';
import { temporaryDirectory } from '@suivi/testkit';
import { expect, test, vi } from 'vitest';
import { seeded } from '../store/support/random.ts';
import type { AgentSocket } from '../support/agent-socket.ts';
import { callApi, startCollectorProcess } from '../support/collector-process.ts';
import { enrolAgent } from '../support/scripted-agent.ts';

const TOKEN = 'a-bootstrap-token-of-a-test';
const KILLS = 12;
/** Milliseconds from the first message to the kill: a batch is sent, stored and acknowledged in about half of it. */
const LATEST_KILL_MS = 60;

vi.setConfig({ testTimeout: 300_000 });

const callerOf = (url: string) => (method: string, path: string, body?: object) =>
  callApi(url, TOKEN, method, path, body);

/** Takes what was acknowledged out of what waits, as the agent's outbox does. Gives how many. */
function forgetAcknowledged(outbox: Map<string, DurableMessage>, socket: AgentSocket): number {
  const before = outbox.size;
  for (const message of socket.received)
    if (message.type === 'ack') for (const id of message.ids) outbox.delete(id);
  return before - outbox.size;
}

test(`${KILLS} kills of the collector lose nothing that was acknowledged and store nothing twice`, async () => {
  const seed = Number(process.env.SU_TEST_SEED ?? Date.now() % 1_000_000);
  console.log(`seed ${seed} (SU_TEST_SEED=${seed} repeats this run)`);
  const random = seeded(seed);
  await using directory = await temporaryDirectory('kill');
  const env = { SU_DATA_DIR: directory.path, SU_BOOTSTRAP_TOKEN: TOKEN, SU_LOG_LEVEL: 'info' };
  let collector = await startCollectorProcess(env);
  const agent = await enrolAgent({ call: callerOf(collector.url) });
  const outbox = new Map<string, DurableMessage>();
  let sent = 0;
  let acknowledgedSeq = 0;
  let storedUnsaid = 0;

  for (let kill = 0; kill < KILLS; kill++) {
    const socket = await agent.connect(collector);
    expect(socket.welcome.lastSeq, 'what was acknowledged is there').toBeGreaterThanOrEqual(acknowledgedSeq);
    if (socket.welcome.lastSeq > acknowledgedSeq) storedUnsaid += 1;
    while (outbox.size < LIMITS.windowMessages) {
      const { message } = agent.speaker.event(sent++, { eventType: 'kill_test', message: `event ${sent}` });
      outbox.set(message.id, message);
    }
    const waiting = [...outbox.values()];
    // Halves, so that a kill can come between two transactions too.
    for (const message of waiting.slice(0, 16)) socket.send(message);
    await new Promise((resolve) => setTimeout(resolve, random(LATEST_KILL_MS)));
    for (const message of waiting.slice(16)) socket.send(message);
    await new Promise((resolve) => setTimeout(resolve, random(LATEST_KILL_MS)));
    await collector.kill();
    await socket.closed;
    forgetAcknowledged(outbox, socket);
    const [oldest] = outbox.values();
    acknowledgedSeq = oldest ? oldest.seq - 1 : sent;
    collector = await startCollectorProcess(env);
  }

  await using last = collector;
  const socket = await agent.connect(last);
  for (const message of outbox.values()) socket.send(message);
  while (outbox.size > 0) {
    const { ids } = await socket.next('ack');
    for (const id of ids) outbox.delete(id);
  }
  const stored: string[] = [];
  let after = '';
  do {
    const path = `/api/machines/${agent.machineId}/events?limit=100${after}`;
    const { body } = await callerOf(last.url)('GET', path);
    for (const { eventType, message } of body.items) if (eventType === 'kill_test') stored.push(message);
    after = body.next ? `&after=${encodeURIComponent(body.next)}` : '';
  } while (after);
  const every = Array.from({ length: sent }, (_, index) => `event ${index + 1}`);
  expect(stored.toSorted()).toEqual(every.toSorted());
  console.log(
    `${sent} messages; ${storedUnsaid} kills came after a commit whose acknowledgement was not heard`,
  );
});
