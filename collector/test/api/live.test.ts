import { expect, test } from 'vitest';
import { listen } from './support/listen.ts';
import { realApp, TOKEN } from './support/real.ts';
import { connect, type SseClient } from './support/sse-client.ts';

const authorization = `Bearer ${TOKEN}`;

async function nextOf(client: SseClient, ...types: string[]) {
  for (;;) {
    const block = await client.next();
    if (!block) throw new Error('the stream ended');
    if (types.includes(block.event ?? '')) return JSON.parse(block.data ?? '');
  }
}

test('what an agent sends is seen on the stream as the API shows it', async () => {
  await using real = await realApp();
  const url = await listen(real.app);
  const web = await real.machine('web-1');
  const client = await connect(`${url}/api/stream`, { authorization });
  await client.nextBlock();
  await client.nextBlock();

  await real.tell(web.apt(10, { apt: { count: 7 } }));
  const event = await nextOf(client, 'event');
  expect(event).toEqual((await real.ask('GET', '/api/events?limit=1')).json().items[0]);
  const machine = await nextOf(client, 'machine');
  expect(machine.state.aptUpdatesCount).toBe(7);
  expect(machine).toEqual((await real.ask('GET', `/api/machines/${web.machineId}`)).json());

  const run = { jobId: 'job-1', executionId: 'execution-1' };
  await real.tell(web.started(20, run));
  expect(await nextOf(client, 'execution')).toEqual(
    (await real.ask('GET', '/api/executions?jobId=job-1')).json().items[0],
  );

  await real.ask('DELETE', `/api/machines/${web.machineId}`);
  for (let told = await nextOf(client, 'machine'); !told.deleted; ) told = await nextOf(client, 'machine');
  client.cut();
});

test('every event that is committed while clients come and go is seen once, in order', async () => {
  await using real = await realApp();
  const url = await listen(real.app);
  const machines = await Promise.all(['a', 'b', 'c'].map((name) => real.machine(name)));
  const follow = (lastEventId?: string) =>
    connect(`${url}/api/stream`, { authorization, ...(lastEventId && { 'last-event-id': lastEventId }) });

  let client = await follow();
  await client.nextBlock();
  await client.nextBlock();
  const seen: number[] = [];
  const read = async () => {
    const { seq } = await nextOf(client, 'event');
    seen.push(seq);
  };
  const total = 300;
  const telling = (async () => {
    for (let index = 0; index < total; index += 3)
      await Promise.all(machines.map((machine) => real.tell(machine.event(index))));
  })();
  while (seen.length < total) {
    await read();
    if (seen.length % 23 === 0) {
      client.cut();
      client = await follow(client.lastId());
    }
  }
  await telling;
  client.cut();
  const stored = (await real.ask('GET', '/api/events?order=oldest&limit=500')).json().items;
  const wanted = stored.filter(({ eventType }: { eventType: string }) => eventType === 'outbox_set_aside');
  expect(seen).toEqual(wanted.map(({ seq }: { seq: number }) => seq));
});
