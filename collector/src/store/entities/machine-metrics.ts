import { defineEntity, p } from '@mikro-orm/core';
import { machineKey } from './machine.ts';

export const MachineMetricsLatest = defineEntity({
  name: 'MachineMetricsLatest',
  tableName: 'machine_metrics_latest',
  properties: {
    machineId: machineKey().primary(),
    snapshotId: p.text().nullable(),
    collectedAt: p.text(),
    cpuLoad1: p.double().nullable(),
    cpuLoad5: p.double().nullable(),
    cpuCores: p.integer().nullable(),
    memoryTotalBytes: p.bigint('number').nullable(),
    memoryUsedBytes: p.bigint('number').nullable(),
    memoryAvailableBytes: p.bigint('number').nullable(),
    memoryUsedPercent: p.double().nullable(),
    filesystemsJson: p.text().nullable(),
    rootUsedPercent: p.double().nullable(),
    warningsJson: p.text().nullable(),
    hottestSensor: p.text().nullable(),
    hottestCelsius: p.double().nullable(),
    /** Since when which values have been over their thresholds without a break: JSON by the code of the warning. */
    overJson: p.text().nullable(),
    /** The agent's sequence of the message that brought them. */
    messageSeq: p.bigint('number'),
  },
});
