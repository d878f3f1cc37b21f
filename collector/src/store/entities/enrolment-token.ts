import { defineEntity, p } from '@mikro-orm/core';

export const EnrolmentToken = defineEntity({
  name: 'EnrolmentToken',
  tableName: 'enrolment_tokens',
  properties: {
    id: p.text().primary(),
    tokenHash: p.text().unique(),
    name: p.text().nullable(),
    createdAt: p.text(),
    createdBy: p.text().nullable(),
    expiresAt: p.text(),
    maxUses: p.integer().default(1),
    uses: p.integer().default(0),
    /** What it begins with, to tell it from others in a list; tokens of earlier releases have none. */
    tokenPrefix: p.text().nullable(),
    /** The machine that it is for, where that has a row already. */
    machineId: p.text().nullable(),
    revokedAt: p.text().nullable(),
  },
  indexes: [{ properties: ['expiresAt'] }],
});
