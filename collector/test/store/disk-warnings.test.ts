import { describe, expect, it } from 'vitest';
import { SYSTEM } from '../../src/domain/actor.ts';
import { enrolMachine } from './support/machines.ts';
import { diskOf, Speaker, time } from './support/messages.ts';
import { DIALECTS, newStore } from './support/stores.ts';

describe.for(DIALECTS)('warnings of disks on %s', async (dialect) => {
  const store = await newStore(dialect);
  if (!store) return it('needs a database', () => undefined);
  const machine = async () => new Speaker(await enrolMachine(store));
  const full = (speaker: Speaker, at: number, percent: number) =>
    store.ingest.writeBatch([speaker.metrics(at, { filesystems: [diskOf('/srv', percent)], warnings: [] })]);
  const warnings = async ({ machineId }: Speaker) =>
    JSON.parse((await store.queries.metrics(machineId))?.warningsJson ?? 'null').map(
      (each: { code: string }) => each.code,
    );
  const timeline = async ({ machineId }: Speaker) =>
    (await store.queries.events({ machineId, order: 'oldest' }, { limit: 50 })).items
      .filter(({ eventType }) => eventType.startsWith('disk_'))
      .map(({ eventType, severity, message }) => [eventType, severity, message]);
  const messages = async ({ machineId }: Speaker, status: 'open' | 'resolved') =>
    (await store.messages.messages({ machineId, status }, { limit: 50 })).items.map(
      ({ component, severity }) => [component, severity],
    );
  const count = async ({ machineId }: Speaker) =>
    (await store.queries.machine(machineId))?.state?.diskWarningsCount;

  it('come and go by themselves, with a line on the timeline each and a message that resolves', async () => {
    const web = await machine();
    await full(web, 1, 50);
    expect(await timeline(web)).toEqual([]);
    await full(web, 2, 91);
    await full(web, 3, 92);
    expect(await messages(web, 'open')).toEqual([['disk_almost_full /srv', 'warning']]);
    await full(web, 4, 98);
    expect(await messages(web, 'open')).toEqual([['disk_full /srv', 'error']]);
    expect(await count(web)).toBe(1);
    await full(web, 5, 40);
    expect(await timeline(web)).toEqual([
      ['disk_warning', 'warning', '/srv is 91 % full; 9000 MB are left.'],
      ['disk_warning', 'error', '/srv is 98 % full; 2000 MB are left.'],
      ['disk_warning_gone', 'info', 'No more: /srv is 98 % full; 2000 MB are left.'],
    ]);
    expect(await messages(web, 'open')).toEqual([]);
    expect((await messages(web, 'resolved')).length).toBe(2);
    expect(await count(web)).toBe(0);
    await full(web, 6, 91);
    expect(await messages(web, 'open')).toEqual([['disk_almost_full /srv', 'warning']]);
    expect(await store.rebuildState()).toEqual([]);
  });

  it('say the number of the hour as long as they last, and stay acknowledged', async () => {
    const web = await machine();
    const open = async () =>
      (await store.messages.messages({ machineId: web.machineId }, { limit: 50 })).items.map(
        ({ message, acknowledged }) => [message, acknowledged],
      );
    await full(web, 1, 91);
    const { items } = await store.messages.messages({ machineId: web.machineId }, { limit: 50 });
    for (const { id } of items) await store.messages.acknowledge(id, true, SYSTEM, time(2));
    await full(web, 2, 92);
    expect(await open()).toEqual([['/srv is 91 % full; 9000 MB are left.', 1]]);
    await full(web, 2 + 3600, 93);
    expect(await open()).toEqual([['/srv is 93 % full; 7000 MB are left.', 1]]);
    expect(await timeline(web)).toHaveLength(1);
  });

  it('in one batch count as if each had come alone', async () => {
    const web = await machine();
    const at = (seconds: number, percent: number) =>
      web.metrics(seconds, { filesystems: [diskOf('/srv', percent)], warnings: [] });
    await store.ingest.writeBatch([at(1, 91), at(2, 50)]);
    expect((await timeline(web)).map(([type]) => type)).toEqual(['disk_warning', 'disk_warning_gone']);
    expect(await messages(web, 'open')).toEqual([]);
  });

  it('follow the thresholds of tags, from the next values on', async () => {
    const [web, plain] = [await machine(), await machine()];
    await store.queries.editMachine(web.machineId, { tags: ['db'] }, SYSTEM);
    await full(web, 1, 75);
    const unset = { all: {}, tags: [] };
    expect(await store.thresholds.read()).toEqual({ version: 0, settings: unset });
    const settings = { all: {}, tags: [{ tag: 'db', diskPercent: 70 }] };
    expect(await store.thresholds.replace(settings, 0, SYSTEM, time(2))).not.toEqual({ changes: [] });
    expect(await store.thresholds.replace(settings, 1, SYSTEM, time(2))).toEqual({ changes: [] });
    expect(await store.thresholds.replace(unset, 0, SYSTEM, time(2))).toBe('outdated');
    expect(await store.thresholds.read()).toEqual({ version: 1, settings });
    expect(await warnings(web)).toEqual([]);
    await full(web, 3, 75);
    await full(plain, 3, 75);
    expect([await warnings(web), await warnings(plain)]).toEqual([['disk_almost_full'], []]);
    await store.thresholds.replace(unset, 1, SYSTEM, time(4));
    await full(web, 5, 75);
    expect(await warnings(web)).toEqual([]);
    expect(
      (await store.queries.events({}, { limit: 50 })).items.filter(
        ({ eventType }) => eventType === 'thresholds_changed',
      ),
    ).toHaveLength(2);
  });
});
