import type { Metrics } from '@suivi/shared';
import { describe, expect, it } from 'vitest';
import { SYSTEM } from '../../src/domain/actor.ts';
import type { ThresholdSettings } from '../../src/domain/metrics/thresholds.ts';
import { enrolMachine } from './support/machines.ts';
import { Speaker, time } from './support/messages.ts';
import { DIALECTS, newStore } from './support/stores.ts';

const MINUTE = 60;

describe.for(DIALECTS)('warnings of memory, load and temperature on %s', async (dialect) => {
  const store = await newStore(dialect);
  if (!store) return it('needs a database', () => undefined);
  const machine = async (tag: string) => {
    const speaker = new Speaker(await enrolMachine(store));
    await store.queries.editMachine(speaker.machineId, { tags: [tag] }, SYSTEM);
    return speaker;
  };
  const set = async (settings: ThresholdSettings) =>
    store.thresholds.replace(settings, (await store.thresholds.read()).version, SYSTEM, time(0));
  const says = (speaker: Speaker, minute: number, change: Partial<Metrics>) =>
    store.ingest.writeBatch([speaker.metrics(minute * MINUTE, { warnings: [], filesystems: [], ...change })]);
  const heat = (celsius: number, name = 'coretemp Package id 0') => ({ hottest: { name, celsius } });
  const timeline = async ({ machineId }: Speaker) =>
    (await store.queries.events({ machineId, order: 'oldest' }, { limit: 50 })).items
      .filter(({ eventType }) => eventType.includes('_warning'))
      .map(({ eventType, severity, message }) => [eventType, severity, message]);
  const messages = async ({ machineId }: Speaker) =>
    (await store.messages.messages({ machineId }, { limit: 50 })).items.map(
      ({ component, resolvedAt, message }) => [component, resolvedAt === null ? 'open' : 'resolved', message],
    );
  const warned = async ({ machineId }: Speaker) =>
    (await store.queries.machine(machineId))?.state?.metricWarnings;

  it('come when a value has been too high for so many minutes, and go by themselves', async () => {
    const nodes = await machine('nodes');
    const settings = { all: {}, tags: [{ tag: 'nodes', temperatureCelsius: 80, forMinutes: 3 }] };
    await set(settings);
    await says(nodes, 1, heat(85));
    await says(nodes, 2, heat(60));
    for (const minute of [3, 4, 5]) await says(nodes, minute, heat(85));
    expect([await warned(nodes), await timeline(nodes)]).toEqual(['', []]);
    await says(nodes, 6, heat(86));
    expect(await warned(nodes)).toBe('temperature_high');
    await says(nodes, 7, { ...heat(78, 'nvme Composite'), memoryUsedPercent: 99 });
    const come = 'coretemp Package id 0 is at 86 °C; the threshold is 80 °C.';
    expect(await messages(nodes)).toEqual([['temperature_high', 'open', come]]);
    await says(nodes, 10, { ...heat(70), memoryUsedPercent: 99 });
    expect(await warned(nodes)).toBe('memory_almost_full');
    expect(await timeline(nodes)).toEqual([
      ['temperature_warning', 'warning', come],
      ['memory_warning', 'warning', '99 % of the memory is in use; the threshold is 95 %.'],
      ['temperature_warning_gone', 'info', 'No more: nvme Composite is at 78 °C; the threshold is 80 °C.'],
    ]);
    expect((await messages(nodes)).map(([component, status]) => [component, status]).sort()).toEqual([
      ['memory_almost_full', 'open'],
      ['temperature_high', 'resolved'],
    ]);
    expect(await store.rebuildState()).toEqual([]);
    expect(await store.queries.metrics(nodes.machineId)).toMatchObject({
      hottestSensor: 'coretemp Package id 0',
      hottestCelsius: 70,
    });
  });

  it('that last are one message, whichever sensor is the hottest then', async () => {
    const hot = await machine('hot');
    const settings = { all: {}, tags: [{ tag: 'hot', temperatureCelsius: 80, forMinutes: 0 }] };
    await set(settings);
    await says(hot, 1, heat(90));
    await says(hot, 70, heat(95, 'nvme Composite'));
    expect(await messages(hot)).toEqual([
      ['temperature_high', 'open', 'nvme Composite is at 95 °C; the threshold is 80 °C.'],
    ]);
    expect(await timeline(hot)).toHaveLength(1);
  });

  it('are not given where a machine does not say the value, and it is kept as not known', async () => {
    const vm = await machine('hot');
    await says(vm, 1, {});
    await says(vm, 2, { hottest: null });
    expect([await warned(vm), await timeline(vm)]).toEqual(['', []]);
    expect((await store.queries.metrics(vm.machineId))?.hottestCelsius).toBeNull();
  });
});
