import { defineEntity, p } from '@mikro-orm/core';
import { machineKey } from './machine.ts';

/** The status that the last sweep found, so that the next one sees what has changed. */
export const EffectiveStatus = defineEntity({
  name: 'EffectiveStatus',
  tableName: 'effective_status',
  properties: {
    machineId: machineKey().primary(),
    status: p.text(),
    reasonsJson: p.text(),
    since: p.text(),
  },
});
