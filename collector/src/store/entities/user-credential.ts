import { defineEntity, p } from '@mikro-orm/core';
import { userKey } from './user.ts';

/**
 * What a user proves themself with, by kind: `password` (argon2id), `totp` (sealed under the master key), `recovery_code`
 * (sha256). Passkeys and OpenID subjects are to be further kinds, with what names them at the other end in `identifier`.
 */
export const UserCredential = defineEntity({
  name: 'UserCredential',
  tableName: 'user_credentials',
  properties: {
    id: p.text().primary(),
    userId: userKey(),
    kind: p.text(),
    secret: p.text(),
    identifier: p.text().nullable(),
    /** What only grows: the step of the last TOTP code that was taken. */
    counter: p.bigint('number').default(0),
    createdAt: p.text(),
    /** Null until its owner has shown that they have it; it counts for nothing before. */
    confirmedAt: p.text().nullable(),
  },
  uniques: [{ properties: ['kind', 'identifier'] }],
  indexes: [{ properties: ['userId', 'kind'] }],
});
