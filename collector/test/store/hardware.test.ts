import type { HardwareWarning } from '@suivi/shared';
import { describe, expect, it } from 'vitest';
import { enrolMachine } from './support/machines.ts';
import { Speaker } from './support/messages.ts';
import { DIALECTS, newStore } from './support/stores.ts';

const ecc = (message: string): HardwareWarning => ({
  ...{ code: 'ecc_errors', severity: 'warning', component: 'memory' },
  message,
});
const failing: HardwareWarning = {
  ...{ code: 'disk_failing', severity: 'error', component: 'sda' },
  message: 'sda is failing.',
};

describe.for(DIALECTS)('hardware on %s', async (dialect) => {
  const store = await newStore(dialect);
  if (!store) return it('needs a database', () => undefined);
  const machine = async () => new Speaker(await enrolMachine(store));
  const tell = (...incoming: Parameters<typeof store.ingest.writeBatch>[0]) =>
    store.ingest.writeBatch(incoming);
  const count = async (id: string) => (await store.queries.machine(id))?.state?.hardwareWarningsCount;

  it('keeps what a system snapshot does not know', async () => {
    const web = await machine();
    const hardware = web.hardware(1, { warnings: [failing] });
    await tell(web.system(0), hardware);
    await tell(web.system(2, { memoryBytes: 1024 }));
    const row = await store.queries.hardware(web.machineId);
    expect(row).toMatchObject({ memoryBytes: 1024, cpuCores: 2, probeSnapshotId: hardware.message.id });
    expect(JSON.parse(row?.disksJson ?? '[]')).toMatchObject([{ name: 'sda', smart: null }]);
    expect(await count(web.machineId)).toBe(1);
  });

  it('of a machine that has only said its system the lists are not known', async () => {
    const web = await machine();
    await tell(web.system(0));
    expect(await store.queries.hardware(web.machineId)).toMatchObject({
      disksJson: null,
      warningsJson: null,
    });
  });

  it('tells when a warning comes and when it goes, and not when its number changes', async () => {
    const web = await machine();
    await tell(web.hardware(1, { warnings: [ecc('1 error.')] }));
    await tell(web.hardware(2, { warnings: [ecc('2 errors.'), failing] }));
    await tell(web.hardware(3, { warnings: [failing] }));
    const { items } = await store.queries.events(
      { machineId: web.machineId, order: 'oldest' },
      { limit: 50 },
    );
    expect(
      items
        .filter(({ eventType }) => eventType.startsWith('hardware'))
        .map(({ eventType, severity, message }) => [eventType, severity, message]),
    ).toEqual([
      ['hardware_warning', 'warning', '1 error.'],
      ['hardware_warning', 'error', 'sda is failing.'],
      ['hardware_warning_gone', 'info', 'No more: 2 errors.'],
    ]);
  });

  it('is an important message of the system, resolved when it is gone', async () => {
    const web = await machine();
    await tell(web.hardware(1, { warnings: [failing] }));
    const open = () => store.messages.messages({ machineId: web.machineId, status: 'open' }, { limit: 50 });
    expect((await open()).items).toMatchObject([
      { source: 'system', severity: 'error', message: 'sda is failing.' },
    ]);
    // An analysis of the packages has not looked at the hardware.
    await tell(web.apt(2));
    expect((await open()).items).toHaveLength(1);
    await tell(web.hardware(3));
    expect((await open()).items).toEqual([]);
    expect(await count(web.machineId)).toBe(0);
  });

  it('is rebuilt as it was stored', async () => {
    const web = await machine();
    await tell(web.hardware(1, { warnings: [failing] }));
    const differences = await store.rebuildState();
    expect(differences.filter(({ machineId }) => machineId === web.machineId)).toEqual([]);
  });
});
