import { defineEntity, p } from '@mikro-orm/core';
import { machineKey } from './machine.ts';

/** A line of a log that a person should read, until it is resolved or acknowledged. */
export const ImportantMessage = defineEntity({
  name: 'ImportantMessage',
  tableName: 'important_messages',
  properties: {
    id: p.text().primary(),
    machineId: machineKey().nullable(),
    source: p.text(),
    category: p.text(),
    severity: p.text(),
    packageName: p.text().nullable(),
    component: p.text().nullable(),
    message: p.text(),
    rawLineRef: p.text().nullable(),
    snapshotId: p.text().nullable(),
    executionId: p.text().nullable(),
    firstSeenAt: p.text(),
    lastSeenAt: p.text(),
    acknowledged: p.integer().default(0),
    acknowledgedAt: p.text().nullable(),
    acknowledgedBy: p.text().nullable(),
    payloadJson: p.text().nullable(),
    resolvedAt: p.text().nullable(),
  },
  indexes: [{ properties: ['machineId', 'lastSeenAt', 'id'] }, { properties: ['lastSeenAt', 'id'] }],
});
