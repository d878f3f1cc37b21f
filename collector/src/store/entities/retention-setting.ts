import { defineEntity, p } from '@mikro-orm/core';

/** For how many days something is kept, where an administrator has said so; what has no row is as by default. */
export const RetentionSetting = defineEntity({
  name: 'RetentionSetting',
  tableName: 'retention_settings',
  properties: {
    setting: p.text().primary(),
    days: p.integer(),
    updatedAt: p.text(),
    updatedBy: p.text().nullable(),
  },
});
