import { ActionPlan, ActorType, IsoTime, Nullable, PlannedAction } from '@suivi/shared';
import Type, { type Static } from 'typebox';
import type { PlanRow } from '../../domain/rows.ts';

const Name = Nullable(Type.String());

/** A plan in a list: all but what it would do. */
export const Plan = Type.Object({
  id: Type.String(),
  machineId: Type.String(),
  action: PlannedAction,
  parametersJson: Type.String({ description: 'JSON text, as it is stored.' }),
  planHash: Nullable(Type.String({ description: 'Approves it; null when apt could not make a plan.' })),
  actorType: ActorType,
  actorId: Name,
  createdAt: IsoTime,
});

/** The plan itself. A newer agent may say more. */
export const WholePlan = Type.Unsafe<ActionPlan>({ ...ActionPlan, description: 'As the machine sent it.' });

/** A plan with what it would do. */
export const PlanWithSteps = Type.Object({ ...Plan.properties, plan: WholePlan });
type PlanWithSteps = Static<typeof PlanWithSteps>;

/** Shows a plan with what it would do. */
export const showPlan = ({ planJson, ...row }: PlanRow): PlanWithSteps => ({
  ...row,
  plan: JSON.parse(planJson),
});
