import { type PlanStep, planHash } from '@suivi/shared';
import { describe, expect, it } from 'vitest';
import type { PlanRow } from '../../src/domain/rows.ts';
import { planRow as anyPlan } from '../jobs/support/plans.ts';
import { enrolMachine } from './support/machines.ts';
import { Speaker, time } from './support/messages.ts';
import { DIALECTS, newStore } from './support/stores.ts';

const upgrade = (to: string): PlanStep => ({
  operation: 'upgrade',
  name: 'libc6',
  arch: 'amd64',
  from: '2.36-9',
  to,
});

const planRow = (machineId: string, at: number, steps: PlanStep[], more: Partial<PlanRow> = {}): PlanRow =>
  anyPlan(machineId, steps, { createdAt: time(at), ...more });

describe.for(DIALECTS)('plans on %s', async (dialect) => {
  const store = await newStore(dialect);
  if (!store) return it('needs a database', () => undefined);
  const { plans } = store;

  it('are kept with who asked for them, the newest of each machine only', async () => {
    const [machineId, other] = [await enrolMachine(store), await enrolMachine(store)];
    const made = Array.from({ length: 6 }, (_, i) => planRow(machineId, i, [upgrade(`2.36-${i}`)]));
    await plans.add(planRow(other, 0, []), 4);
    for (const plan of made) await plans.add(plan, 4);
    const ids = made.map(({ id }) => id).reverse();
    const first = await plans.list(machineId, { limit: 3 });
    const rest = await plans.list(machineId, { limit: 3, after: first.next! });
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(ids.slice(0, 4));
    expect(first.items[0]).toMatchObject({ actorType: 'user', actorId: 'u-1', createdAt: time(5) });
    expect(first.items[0]).not.toHaveProperty('planJson');
    expect(await plans.find(ids[0]!)).toEqual(made[5]);
    expect(await plans.find(ids[5]!)).toBeNull();
    expect((await plans.list(other, { limit: 3 })).items).toHaveLength(1);
  });

  it('give back the approved steps by their hash, with nothing but what is hashed', async () => {
    const machineId = await enrolMachine(store);
    const steps = [upgrade('2.36-10')];
    await plans.add(planRow(machineId, 1, steps), 9);
    expect(await plans.steps(machineId, planHash(steps), false)).toEqual(steps);
    expect(await plans.steps(machineId, planHash([]), false)).toBeNull();
    expect(await plans.steps(await enrolMachine(store), planHash(steps), false)).toBeNull();
  });

  it('give no steps that are not those of the hash', async () => {
    const machineId = await enrolMachine(store);
    const hash = planHash([upgrade('2.36-10')]);
    await plans.add(planRow(machineId, 1, [upgrade('6.6.6')], { planHash: hash }), 9);
    expect(await plans.steps(machineId, hash, true)).toBeNull();
  });

  it('are also found in the newest analysis, where that counts', async () => {
    const machineId = await enrolMachine(store);
    const [old, now] = [[upgrade('2.36-10')], [upgrade('2.36-11')]];
    const speaker = new Speaker(machineId);
    const apt = (steps: PlanStep[], count: number) => ({ plan: steps, planHash: planHash(steps), count });
    await store.ingest.writeBatch([
      speaker.apt(1, { apt: apt(old, 1) }),
      speaker.apt(2, { apt: apt(now, 2) }),
    ]);
    expect(await plans.steps(machineId, planHash(now), true)).toEqual(now);
    expect(await plans.steps(machineId, planHash(now), false)).toBeNull();
    expect(await plans.steps(machineId, planHash(old), true)).toBeNull();
  });
});
