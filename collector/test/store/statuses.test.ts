import { describe, expect, it } from 'vitest';
import { sweepStatuses } from '../../src/derive/index.ts';
import { enrolMachine } from './support/machines.ts';
import { Speaker, T0, time } from './support/messages.ts';
import { DIALECTS, newStore } from './support/stores.ts';

describe.for(DIALECTS)('the sweep on %s', async (dialect) => {
  const store = await newStore(dialect);
  if (!store) return it('needs a database', () => undefined);
  const sweep = (seconds: number) =>
    sweepStatuses(store.queries, store.statuses, new Date(T0 + seconds * 1000));

  it('records what time alone has changed, once, and not what it sees for the first time', async () => {
    const speaker = new Speaker(await enrolMachine(store));
    await store.ingest.writeBatch([speaker.apt(0)]);
    expect(await sweep(60)).toEqual([]);
    expect(await sweep(120)).toEqual([]);
    expect((await sweep(3600)).map(({ type }) => type)).toEqual(['event', 'machine']);
    expect(await sweep(3660)).toEqual([]);
    const { items } = await store.queries.events({ machineId: speaker.machineId }, { limit: 1 });
    expect(items[0]).toMatchObject({
      eventType: 'status_changed',
      severity: 'warning',
      createdAt: time(3600),
    });
    expect(JSON.parse(items[0]!.payloadJson!)).toMatchObject({
      from: 'updates_available',
      to: 'warning',
      reasons: [{ code: 'silent' }],
    });
    expect(await store.rebuildState()).toEqual([]);
  });
});
