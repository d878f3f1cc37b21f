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

  it('say since when each was seen so', async () => {
    const since = async () =>
      Object.fromEntries(
        (await store.queries.pendingPackages())
          .filter(({ machineId }) => machineId === web.machineId)
          .map((one) => [one.name, one.since]),
      );
    expect(await since()).toEqual({ curl: time(2) });
    await store.ingest.writeBatch([
      web.apt(3, { apt: { packages: [pendingPackage('curl'), pendingPackage('bash')] } }),
      web.apt(4, { apt: { packages: [pendingPackage('curl', { candidateVersion: '1.2' })] } }),
    ]);
    expect(await since()).toEqual({ curl: time(2) });
    expect(await store.queries.pendingSince(web.machineId)).toEqual({ 'curl:amd64': time(2) });
    // As a release before this one has left it.
    await store.database.db.deleteFrom('machinePending').where('machineId', '=', web.machineId).execute();
    await store.ingest.writeBatch([web.apt(5, { apt: { packages: [pendingPackage('curl')] } })]);
    expect(await since()).toEqual({ curl: null });
    expect(await store.rebuildState()).toEqual([]);
  });

  it('are not those of a deleted machine', async () => {
    await store.queries.deleteMachine(db.machineId, time(3), { actorType: 'system', actorId: null });
    expect(await names()).toEqual([[web.machineId, 'curl']]);
  });
});
