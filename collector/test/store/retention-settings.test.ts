import { describe, expect, it } from 'vitest';
import { openRetention } from '../../src/store/retention/settings.ts';
import { enrolMachine } from './support/machines.ts';
import { Speaker, T0, time } from './support/messages.ts';
import { DIALECTS, newStore } from './support/stores.ts';

const by = { actorType: 'user', actorId: 'u-1' } as const;

describe.for(DIALECTS)('the days that things are kept on %s', async (dialect) => {
  const store = await newStore(dialect);
  if (!store) return it('needs a database', () => undefined);
  const { retention, queries } = store;
  const of = async (setting: string) => (await retention.read()).find((each) => each.setting === setting);

  it('are as by default until somebody says otherwise, which is on the timeline, and then again', async () => {
    expect(await of('logDays')).toMatchObject({ days: 30, origin: 'default', updatedAt: null });
    expect(await of('failedLogDays')).toMatchObject({ days: 180 });
    expect(await of('shortLogDays')).toMatchObject({ days: 3 });
    const answer = await retention.change({ logDays: 10, reportDays: 365 }, by, time(1));
    expect(answer).toMatchObject({ changes: [{ type: 'event', machineId: null }] });
    expect(await of('logDays')).toMatchObject({ days: 10, origin: 'page', updatedAt: time(1) });
    const [event] = (await queries.events({}, { limit: 1 })).items;
    expect(event).toMatchObject({
      eventType: 'retention_changed',
      message: expect.stringContaining('logs of runs: 10 instead of 30.'),
      ...by,
    });
    expect(await retention.change({ logDays: 10 }, by, time(2))).toEqual({ changes: [] });
    await retention.change({ logDays: null, reportDays: null }, by, time(3));
    expect(await of('logDays')).toMatchObject({ days: 30, origin: 'default' });
  });

  it('count for the log of the next run and for the next cleanup, also of another collector', async () => {
    const other = await openRetention(store.database, {});
    const speaker = new Speaker(await enrolMachine(store));
    await store.ingest.writeBatch([speaker.apt(1), speaker.apt(2, { apt: { count: 2 } })]);
    const later = new Date(T0 + 3 * 86_400_000);
    const none = async () => 0;
    expect(await store.prune(none, {}, later)).toMatchObject({ snapshots: 0 });
    await other.change({ snapshotDays: 1 }, by, time(3));
    expect(await store.prune(none, {}, later)).toMatchObject({ snapshots: 1 });
    await retention.change({ snapshotDays: null }, by, time(4));
    expect((await other.refresh()).snapshotDays).toBe(90);
  });

  it('are the environment’s where it says so', async () => {
    await retention.change({ eventDays: 100 }, by, time(5));
    const fixed = await openRetention(store.database, { eventDays: 50 });
    expect(fixed.current().eventDays).toBe(50);
    expect((await fixed.read()).find(({ setting }) => setting === 'eventDays')).toMatchObject({
      days: 50,
      origin: 'environment',
      updatedAt: null,
    });
    expect(await fixed.change({ eventDays: 10, logDays: 5 }, by, time(6))).toEqual({ fixed: ['eventDays'] });
    expect(await of('logDays')).toMatchObject({ days: 30 });
  });
});
