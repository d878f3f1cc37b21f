import { defineEntity, p } from '@mikro-orm/core';
import { machineKey } from './machine.ts';

/** A dry run: what a machine answered when it was asked what an action would do. What is approved is one of these, by its hash. */
export const Plan = defineEntity({
  name: 'Plan',
  tableName: 'plans',
  properties: {
    id: p.text().primary(),
    machineId: machineKey(),
    action: p.text(),
    parametersJson: p.text(),
    planHash: p.text().nullable(),
    planJson: p.text(),
    actorType: p.text(),
    actorId: p.text().nullable(),
    createdAt: p.text(),
  },
  indexes: [{ properties: ['machineId', 'planHash', 'createdAt'] }, { properties: ['createdAt', 'id'] }],
});
