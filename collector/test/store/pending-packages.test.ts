import { describe, expect, it } from 'vitest';
import { enrolMachine } from './support/machines.ts';
import { Speaker, time } from './support/messages.ts';
import { pendingPackage } from './support/pending.ts';
import { DIALECTS, newStore } from './support/stores.ts';

describe.for(DIALECTS)('pending packages on %s', async (dialect) => {
  const store = await newStore(dialect);
  if (!store) return it('needs a database', () => undefined);
  const web = new Speaker(await enrolMachine(store, 'web-1'));
  const db = new Speaker(await enrolMachine(store, 'db-1'));
  const names = async () =>
    (await store.queries.pendingPackages()).map(({ machineId, name }) => [machineId, name]);

  it('are those of the newest analysis, also when another one has come since', async () => {
    await store.ingest.writeBatch([
      web.apt(1, { apt: { packages: [pendingPackage('openssl')] } }),
      db.apt(1, { apt: { packages: [pendingPackage('bash'), pendingPackage('dash')] } }),
    ]);
    const first = await names();
    expect(first).toHaveLength(3);
    expect(first).toContainEqual([web.machineId, 'openssl']);
    await store.ingest.writeBatch([web.apt(2, { apt: { packages: [pendingPackage('curl')] } })]);
    const second = await names();
    expect(second).toContainEqual([web.machineId, 'curl']);
    expect(second).not.toContainEqual([web.machineId, 'openssl']);
  });

  it('are not those of a deleted machine', async () => {
    await store.queries.deleteMachine(db.machineId, time(3), { actorType: 'system', actorId: null });
    expect(await names()).toEqual([[web.machineId, 'curl']]);
  });
});
