import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Page, PageRequest } from '../../src/domain/page.ts';
import { enrolMachine } from './support/machines.ts';
import { Speaker, time } from './support/messages.ts';
import { DIALECTS, newStore } from './support/stores.ts';

/** Reads a list to its end; bounded, so that a cursor that stands still fails. */
async function walk<T>(read: (page: PageRequest) => Promise<Page<T>>, limit = 3): Promise<T[]> {
  const all: T[] = [];
  let after: string | undefined;
  for (let page = 0; page < 100; page++) {
    const { items, next } = await read({ limit, after });
    all.push(...items);
    if (next === null) return all;
    after = next;
  }
  throw new Error('the list does not end');
}

describe.for(DIALECTS)('lists on %s', async (dialect) => {
  const store = await newStore(dialect);
  if (!store) return it('needs a database', () => undefined);
  const { queries, clients } = store;
  const ids: string[] = [];
  for (let i = 0; i < 7; i++) ids.push(await enrolMachine(store, `host-${i}`));

  it('give every machine once, though all were made in the same moment', async () => {
    const seen = (await walk((page) => queries.machines(page))).map(({ machine }) => machine.id);
    expect(seen).toEqual([...ids].sort());
  });

  it('give events newest first, or oldest first, and none twice while new ones arrive', async () => {
    const speaker = new Speaker(ids[0]!);
    await store.ingest.writeBatch(Array.from({ length: 7 }, (_, i) => speaker.event(i)));
    const filter = { machineId: ids[0]! };
    const oldest = await walk((page) => queries.events({ ...filter, order: 'oldest' }, page));
    const first = await queries.events(filter, { limit: 4 });
    await store.ingest.writeBatch([speaker.event(9)]);
    const rest = await walk((page) => queries.events(filter, { ...page, after: page.after ?? first.next! }));
    expect([...first.items, ...rest].map(({ seq }) => seq)).toEqual(oldest.map(({ seq }) => seq).reverse());
  });

  it('give snapshots of one kind, newest first, and the last page has no next', async () => {
    const speaker = new Speaker(ids[1]!);
    await store.ingest.writeBatch(
      [1, 2, 3, 4].flatMap((i) => [
        speaker.apt(i, { apt: { count: i } }),
        speaker.system(i, { kernel: `6.${i}` }),
      ]),
    );
    const all = await walk((page) => queries.snapshots(ids[1]!, 'apt_update_analyze', page), 2);
    expect(all.map(({ payloadJson }) => JSON.parse(payloadJson).apt.count)).toEqual([4, 3, 2, 1]);
    expect((await queries.snapshots(ids[1]!, 'system', { limit: 4 })).next).toBeNull();
  });

  it('give executions newest first', async () => {
    const speaker = new Speaker(ids[2]!);
    const runs = Array.from({ length: 5 }, () => ({ executionId: randomUUID(), jobId: randomUUID() }));
    await store.ingest.writeBatch(runs.map((run, i) => speaker.finished(i, run)));
    const all = await walk((page) => queries.executions({ machineId: ids[2]! }, page), 2);
    expect(all.map(({ id }) => id)).toEqual(runs.map(({ executionId }) => executionId).reverse());
  });

  it('give clients, and remember when they were last used once a minute', async () => {
    const made = Array.from({ length: 5 }, (_, i) => ({
      id: `client-${i}`,
      name: 'ops',
      tokenPrefix: 'abc',
      tokenHash: randomUUID(),
      scopesJson: '[]',
      createdAt: time(0),
      lastUsedAt: null,
      revokedAt: null,
      hermes: 0 as const,
    }));
    for (const client of made) await clients.createClient(client);
    expect(await walk((page) => clients.listClients(page), 2)).toEqual(made);
    const { id, tokenHash } = made[0]!;
    for (const at of [time(0), time(59), time(60)]) await clients.touchClient(id, at);
    expect(await clients.findClientByHash(tokenHash)).toMatchObject({ lastUsedAt: time(60) });
    expect(await clients.revokeClient(id, time(70))).toEqual([]);
    expect(await clients.revokeClient(id, time(80))).toBeNull();
    expect(await clients.findClientByHash(tokenHash)).toMatchObject({ revokedAt: time(70) });
  });

  it.for(['', 'x', 'bnVsbA', Buffer.from('["a"]').toString('base64url')])(
    'refuse the cursor %j',
    async (after) => {
      await expect(queries.events({}, { limit: 1, after })).rejects.toMatchObject({ code: 'cursor_invalid' });
    },
  );
});
