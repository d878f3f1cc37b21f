import { defineEntity, p } from '@mikro-orm/core';
import { machineKey } from './machine.ts';

/** A word that a person has put on a machine, to find it and to ask for actions on all that carry it. */
export const MachineTag = defineEntity({
  name: 'MachineTag',
  tableName: 'machine_tags',
  properties: {
    id: p.text().primary(),
    machineId: machineKey(),
    tag: p.text(),
    createdAt: p.text(),
  },
  uniques: [{ properties: ['machineId', 'tag'] }],
  indexes: [{ properties: ['tag', 'machineId'] }],
});
