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
  },
  indexes: [{ properties: ['expiresAt'] }],
});
