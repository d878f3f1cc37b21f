import { describe, expect, it } from 'vitest';
import type { Bucket } from '../../src/domain/metrics/bucket.ts';
import { FINE, RAW, TIERS } from '../../src/domain/metrics/tiers.ts';
import { enrolMachine } from './support/machines.ts';
import { DIALECTS, newStore } from './support/stores.ts';

const [, , COARSE] = TIERS;
const DAY = 86_400;
/** Midnight, where pages of days and hours begin. */
const START = 20_000 * DAY;

const minute = (at: number, load: number, peak = load): Bucket => ({
  ...{ at, samples: 1 },
  values: new Map([['load1', [load, peak]]]),
});

describe.for(DIALECTS)('the history of metrics on %s', async (dialect) => {
  const store = await newStore(dialect);
  if (!store) return it('needs a database', () => undefined);
  const { metricsHistory: history, database } = store;
  const add = (machineId: string, ...buckets: Bucket[]) => history.add(new Map([[machineId, buckets]]));
  const loads = async (machineId: string, tier: (typeof TIERS)[number], from = 0, to = START * 2) =>
    (await history.read(machineId, tier, from, to)).map(({ at, values }) => [
      at - START,
      ...values.get('load1')!,
    ]);
  const rows = (machineId: string) =>
    database.db
      .selectFrom('machineMetricsHistory')
      .select(['tier', 'startsAt'])
      .where('machineId', '=', machineId)
      .execute();

  it('keeps minutes, and adds to one that is there', async () => {
    const id = await enrolMachine(store);
    await add(id, minute(START, 1), minute(START + 60, 2));
    await add(id, minute(START + 60, 4), minute(START + 120, 3));
    expect(await loads(id, RAW)).toEqual([
      [0, 1, 1],
      [60, 3, 4],
      [120, 3, 3],
    ]);
    expect(await loads(id, RAW, START + 60, START + 120)).toEqual([[60, 3, 4]]);
  });

  it('rolls up what is over, once, with average and peak; a gap stays a gap', async () => {
    const id = await enrolMachine(store);
    await add(id, minute(START, 1, 8), minute(START + 300, 3));
    expect(await loads(id, FINE)).toEqual([]);
    await add(id, minute(START + 600, 5));
    expect(await loads(id, FINE)).toEqual([[0, 2, 8]]);
    await add(id, minute(START + 3 * 3600, 7));
    expect(await loads(id, FINE)).toEqual([
      [0, 2, 8],
      [600, 5, 5],
    ]);
    // 2 counts twice: it stands for two samples.
    expect(await loads(id, COARSE)).toEqual([[0, 3, 8]]);
  });

  it('forgets nothing of a machine that was away for weeks, and drops its minutes then', async () => {
    const id = await enrolMachine(store);
    await add(id, minute(START + 30, 1), minute(START + 700, 2));
    await add(id, minute(START + 21 * DAY, 9));
    expect(await loads(id, COARSE)).toEqual([[0, 1.5, 2]]);
    expect(await loads(id, RAW)).toEqual([[21 * DAY, 9, 9]]);
    expect((await rows(id)).map(({ tier }) => tier).sort()).toEqual(['10m', '1m', '2h']);
  });

  it('has no more rows after a year than it may have', async () => {
    const id = await enrolMachine(store);
    for (let day = 0; day < 400; day += 5)
      await add(id, minute(START + day * DAY, day), minute(START + day * DAY + 4000, day));
    const count = (tier: string, all: { tier: string }[]) => all.filter((row) => row.tier === tier).length;
    const all = await rows(id);
    expect(count('1m', all)).toBeLessThanOrEqual(2);
    expect(count('10m', all)).toBeLessThanOrEqual(8);
    expect(count('2h', all)).toBeLessThanOrEqual(14);
    const [oldest] = await loads(id, COARSE);
    expect(oldest![0]).toBeLessThanOrEqual((395 - 364) * DAY);
  });

  it('leaves out a machine that is gone, and stores the others', async () => {
    const id = await enrolMachine(store);
    await history.add(
      new Map([
        ['nobody', [minute(START, 1)]],
        [id, [minute(START, 2)]],
      ]),
    );
    expect(await loads(id, RAW)).toEqual([[0, 2, 2]]);
    expect(await rows('nobody')).toEqual([]);
  });
});
