import { defineEntity, p } from '@mikro-orm/core';
import { machineKey } from './machine.ts';

export const MachineHardware = defineEntity({
  name: 'MachineHardware',
  tableName: 'machine_hardware',
  properties: {
    machineId: machineKey().primary(),
    probeSnapshotId: p.text().nullable(),
    cpuModel: p.text().nullable(),
    cpuCores: p.integer().nullable(),
    memoryBytes: p.bigint('number').nullable(),
    gpusJson: p.text().nullable(),
    disksJson: p.text().nullable(),
    networkJson: p.text().nullable(),
    firmwareJson: p.text().nullable(),
    driverJson: p.text().nullable(),
    warningsJson: p.text().nullable(),
    updatedAt: p.text(),
  },
});
