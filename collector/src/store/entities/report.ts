import { defineEntity, p } from '@mikro-orm/core';
import { machineKey } from './machine.ts';

/** A report for people, whose text is the file at `path` under the reports directory. */
export const Report = defineEntity({
  name: 'Report',
  tableName: 'reports',
  properties: {
    id: p.text().primary(),
    machineId: machineKey().nullable(),
    executionId: p.text().nullable(),
    kind: p.text(),
    title: p.text(),
    path: p.text(),
    createdAt: p.text(),
    pinned: p.integer().default(0),
    summaryJson: p.text().nullable(),
  },
  indexes: [{ properties: ['machineId', 'createdAt', 'id'] }, { properties: ['createdAt', 'id'] }],
});
