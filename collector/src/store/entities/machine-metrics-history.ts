import { defineEntity, p } from '@mikro-orm/core';
import { machineKey } from './machine.ts';

/** What was measured, many buckets a row: one row for each page of a tier. */
export const MachineMetricsHistory = defineEntity({
  name: 'MachineMetricsHistory',
  tableName: 'machine_metrics_history',
  properties: {
    /** Made of the three that follow. */
    id: p.text().primary(),
    machineId: machineKey(),
    tier: p.text(),
    /** Seconds since 1970. */
    startsAt: p.bigint('number'),
    bucketsJson: p.text(),
  },
  indexes: [{ properties: ['machineId', 'tier', 'startsAt'] }],
});
