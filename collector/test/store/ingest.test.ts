import { describe, expect, it } from 'vitest';
import type { Incoming } from '../../src/domain/ports.ts';
import { enrolMachine } from './support/machines.ts';
import { Speaker, time } from './support/messages.ts';
import { DIALECTS, newStore, type TestStore } from './support/stores.ts';

const GIB_64 = 64 * 2 ** 30;

describe.for(DIALECTS)('writeBatch on %s', async (dialect) => {
  const store = await newStore(dialect);
  if (!store) return it('needs a database', () => undefined);
  const machine = async () => new Speaker(await enrolMachine(store));
  const write = (...batch: Incoming[]) => store.ingest.writeBatch(batch);
  const view = async ({ machineId }: Speaker) => (await store.queries.machine(machineId))!;

  it('stores a snapshot with its state, its machine and its event', async () => {
    const speaker = await machine();
    const snapshot = speaker.apt(10, { apt: { count: 3, rebootRequired: true } });
    const { outcomes, changes } = await write(snapshot);
    expect(outcomes).toEqual([{ stored: true }]);
    const { machine: row, state, apt } = await view(speaker);
    expect(row).toMatchObject({ status: 'updates_available', lastCheckedAt: time(10), lastSeenAt: time(10) });
    expect(state).toMatchObject({
      status: 'updates_available',
      aptStatus: 'updates_available',
      aptUpdatesCount: 3,
      aptRebootRequired: 1,
      aptLastAnalyzeAt: time(10),
    });
    expect(apt?.facts).toMatchObject({ count: 3, rebootRequired: true });
    const events = await eventsOf(store, speaker);
    expect(events.at(-1)).toMatchObject({ eventType: 'apt_refresh', severity: 'info', actorType: 'system' });
    expect(changes.map(({ type }) => type)).toEqual(['event', 'machine']);
    expect(changes[0]!.seq).toBe(events.at(-1)!.seq);
  });

  it('keeps the payload as it was sent, with every character', async () => {
    const speaker = await machine();
    const held = ['日本語', '🐧', 'ﬁ', '‮'];
    const snapshot = speaker.apt(10, { apt: { held } });
    await write(snapshot);
    const latest = await store.queries.latestSnapshot(speaker.machineId, 'apt_update_analyze');
    expect(JSON.parse(latest!.payloadJson)).toEqual((snapshot.message as { payload?: unknown }).payload);
  });

  it('gives numbers beyond 32 bits back as numbers', async () => {
    const speaker = await machine();
    await write(speaker.metrics(1), speaker.system(2));
    const metrics = await store.queries.metrics(speaker.machineId);
    expect(metrics).toMatchObject({ memoryTotalBytes: GIB_64, memoryUsedPercent: 50.5, cpuLoad5: 0 });
    const hardware = await store.database.db
      .selectFrom('machineHardware')
      .selectAll()
      .where('machineId', '=', speaker.machineId)
      .executeTakeFirstOrThrow();
    expect(hardware.memoryBytes).toBe(GIB_64);
  });
});

async function eventsOf(store: TestStore, { machineId }: Speaker) {
  const { items } = await store.queries.events({ machineId, order: 'oldest' }, { limit: 100 });
  return items;
}
