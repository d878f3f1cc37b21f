import { type ActionPlan, planHash as hashOf, type PlanStep, type UpdateSnapshot } from '@suivi/shared';
import type { PlanStore } from '../domain/plans.ts';
import { BulkInsert } from './database/bulk.ts';
import type { Database } from './database/open.ts';
import { keysetPage } from './queries/page.ts';
import type { Tables } from './tables.ts';

const HEAD_COLUMNS = [
  'id',
  'machineId',
  'action',
  'parametersJson',
  'planHash',
  'actorType',
  'actorId',
  'createdAt',
] as const satisfies readonly (keyof Tables['plans'])[];

const insertPlans = new BulkInsert<Tables['plans']>('plans', [...HEAD_COLUMNS, 'planJson']);

/** What machines have said that actions would do. */
export function planStore({ db, writer }: Database): PlanStore {
  return {
    async add(plan, keep) {
      await writer.write(async (tx) => {
        await insertPlans.run(tx, [plan]);
        const old = await tx.db
          .selectFrom('plans')
          .select('id')
          .where('machineId', '=', plan.machineId)
          .orderBy('createdAt', 'desc')
          .orderBy('id', 'desc')
          .offset(keep)
          .limit(keep)
          .execute();
        for (const { id } of old) await tx.db.deleteFrom('plans').where('id', '=', id).execute();
      });
    },
    list: (machineId, page) =>
      keysetPage(
        page,
        ['string', 'string'],
        (after, limit) => {
          const query = db
            .selectFrom('plans')
            .select(HEAD_COLUMNS)
            .where('machineId', '=', machineId)
            .orderBy('createdAt', 'desc')
            .orderBy('id', 'desc')
            .limit(limit);
          if (!after) return query.execute();
          const [createdAt, id] = after;
          return query
            .where((eb) => eb(eb.refTuple('createdAt', 'id'), '<', eb.tuple(createdAt, id)))
            .execute();
        },
        ({ createdAt, id }) => [createdAt, id],
      ),
    find: async (planId) =>
      (await db.selectFrom('plans').selectAll().where('id', '=', planId).executeTakeFirst()) ?? null,
    async steps(machineId, planHash, fromSnapshot) {
      const plan = await db
        .selectFrom('plans')
        .select('planJson')
        .where('machineId', '=', machineId)
        .where('planHash', '=', planHash)
        .orderBy('createdAt', 'desc')
        .limit(1)
        .executeTakeFirst();
      const asked = plan && stepsOf((JSON.parse(plan.planJson) as ActionPlan).steps, planHash);
      if (asked || !fromSnapshot) return asked ?? null;
      const snapshot = await db
        .selectFrom('snapshots')
        .select('payloadJson')
        .where('machineId', '=', machineId)
        .where('kind', '=', 'apt_update_analyze')
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      if (!snapshot?.payloadJson.includes(planHash)) return null;
      return stepsOf((JSON.parse(snapshot.payloadJson) as UpdateSnapshot).apt.plan, planHash);
    },
  };
}

/** The steps with their five members alone, when they are those of the hash. */
function stepsOf(found: readonly PlanStep[] | null, planHash: string): PlanStep[] | null {
  const steps = found?.map(({ operation, name, arch, from, to }) => ({ operation, name, arch, from, to }));
  return steps && hashOf(steps) === planHash ? steps : null;
}
