import { defineEntity, p } from '@mikro-orm/core';

export const ApiClient = defineEntity({
  name: 'ApiClient',
  tableName: 'api_clients',
  properties: {
    id: p.text().primary(),
    name: p.text(),
    tokenPrefix: p.text(),
    tokenHash: p.text().unique(),
    scopesJson: p.text(),
    createdAt: p.text(),
    lastUsedAt: p.text().nullable(),
    revokedAt: p.text().nullable(),
    /** 1 for the assistant program, whose doings carry the actor type hermes. */
    hermes: p.integer().default(0),
  },
  indexes: [{ properties: ['createdAt', 'id'] }],
});
