import { defineEntity, p } from '@mikro-orm/core';

/** Everything that happened, in the order of commits: what a stream is resumed from. */
export const Change = defineEntity({
  name: 'Change',
  tableName: 'changes',
  properties: {
    seq: p.bigint('number').primary().autoincrement(false),
    type: p.text(),
    /** No foreign key: a machine's last change outlives it. */
    machineId: p.text().nullable(),
    refId: p.text(),
    createdAt: p.text(),
  },
  indexes: [{ properties: ['createdAt'] }],
});
