import { defineEntity, p } from '@mikro-orm/core';
import { machineKey } from './machine.ts';

/** The timeline. `seq` is the place in the order of commits. */
export const MachineEvent = defineEntity({
  name: 'MachineEvent',
  tableName: 'machine_events',
  properties: {
    id: p.text().primary(),
    machineId: machineKey().nullable(),
    eventType: p.text(),
    severity: p.text(),
    createdAt: p.text(),
    actorType: p.text().nullable(),
    actorId: p.text().nullable(),
    snapshotId: p.text().nullable(),
    executionId: p.text().nullable(),
    jobId: p.text().nullable(),
    message: p.text().nullable(),
    payloadJson: p.text().nullable(),
    seq: p.bigint('number').unique(),
  },
  indexes: [{ properties: ['machineId', 'seq'] }, { properties: ['createdAt'] }],
});
