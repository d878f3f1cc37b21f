import { defineEntity, p } from '@mikro-orm/core';
import { machineKey } from './machine.ts';

/** Since when each package of a machine is pending: the analyses that showed it first go in time, this stays. */
export const MachinePending = defineEntity({
  name: 'MachinePending',
  tableName: 'machine_pending',
  properties: {
    machineId: machineKey().primary(),
    /** PendingSince. */
    sinceJson: p.text(),
    updatedAt: p.text(),
  },
});
