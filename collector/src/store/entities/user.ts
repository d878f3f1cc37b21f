import { defineEntity, p } from '@mikro-orm/core';

/** A person. `login` is what they sign in with, null once deleted; `username` stays, for the timeline. */
export const User = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: {
    id: p.text().primary(),
    username: p.text(),
    login: p.text().nullable().unique(),
    role: p.text(),
    createdAt: p.text(),
    updatedAt: p.text().nullable(),
    lastLoginAt: p.text().nullable(),
    disabledAt: p.text().nullable(),
    deletedAt: p.text().nullable(),
  },
  indexes: [{ properties: ['createdAt', 'id'] }],
});

/** The `user_id` of what belongs to a user. */
export const userKey = () =>
  p.manyToOne(User).mapToPk().fieldName('user_id').deleteRule('cascade').index(false);
