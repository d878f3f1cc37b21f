import { defineEntity, p } from '@mikro-orm/core';
import { machineKey } from './machine.ts';

/** A signed order for one machine, and where it stands. `created_at` is the order's issuedAt. */
export const Job = defineEntity({
  name: 'Job',
  tableName: 'jobs',
  properties: {
    id: p.text().primary(),
    executionId: p.text().unique(),
    machineId: machineKey(),
    action: p.text(),
    parametersJson: p.text(),
    planHash: p.text().nullable(),
    status: p.text(),
    actorType: p.text(),
    actorId: p.text().nullable(),
    requestId: p.text().nullable(),
    reason: p.text().nullable(),
    createdAt: p.text(),
    expiresAt: p.text(),
    sentAt: p.text().nullable(),
    finishedAt: p.text().nullable(),
    outcome: p.text().nullable(),
    signature: p.text(),
  },
  indexes: [
    { properties: ['machineId', 'createdAt', 'id'] },
    { properties: ['status', 'expiresAt'] },
    { properties: ['actorId', 'requestId'] },
    { properties: ['createdAt', 'id'] },
    { properties: ['requestId'] },
  ],
});
