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
    /** What makes two messages the same: source, category, package, component and the normalised text, hashed. */
    fingerprint: p.text().nullable(),
    /** What has to be looked at again to see whether it still holds: 'refresh', or the name of an action. */
    observedBy: p.text().nullable(),
  },
  indexes: [
    { properties: ['machineId', 'fingerprint'] },
    { properties: ['resolvedAt', 'acknowledged', 'lastSeenAt'] },
    { properties: ['machineId', 'lastSeenAt', 'id'] },
    { properties: ['lastSeenAt', 'id'] },
  ],
});
