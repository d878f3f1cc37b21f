import { defineEntity, p } from '@mikro-orm/core';
import { userKey } from './user.ts';

/** A browser in which a user is signed in. Of its cookie only the hash is kept; the CSRF token follows from the cookie. */
export const UserSession = defineEntity({
  name: 'UserSession',
  tableName: 'user_sessions',
  properties: {
    id: p.text().primary(),
    userId: userKey(),
    tokenHash: p.text().unique(),
    createdAt: p.text(),
    lastUsedAt: p.text(),
    /** However much it is used, it ends then. */
    expiresAt: p.text(),
    /** Both shortened. */
    userAgent: p.text().nullable(),
    address: p.text().nullable(),
  },
  indexes: [{ properties: ['userId', 'createdAt'] }, { properties: ['expiresAt'] }],
});
