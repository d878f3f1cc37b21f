import { defineEntity, p } from '@mikro-orm/core';
import { machineKey } from './machine.ts';

/** One run of an action on one machine. */
export const Execution = defineEntity({
  name: 'Execution',
  tableName: 'executions',
  properties: {
    id: p.text().primary(),
    machineId: machineKey(),
    action: p.text(),
    mode: p.text().default('manual'),
    schemaVersion: p.integer().default(1),
    startedAt: p.text(),
    finishedAt: p.text().nullable(),
    status: p.text(),
    requestId: p.text().nullable(),
    jobId: p.text().nullable(),
    resultJson: p.text().nullable(),
    importantJson: p.text().nullable(),
    reportPath: p.text().nullable(),
    rawLogPath: p.text().nullable(),
    reportId: p.text().nullable(),
    exitCode: p.integer().nullable(),
    errorKind: p.text().nullable(),
    errorMessage: p.text().nullable(),
    /** The collector's clock, and the place in the order of commits, of the start and of the end. */
    startedReceivedAt: p.text(),
    startedSeq: p.bigint('number'),
    finishedReceivedAt: p.text().nullable(),
    finishedSeq: p.bigint('number').nullable(),
  },
  indexes: [
    { properties: ['machineId', 'startedSeq'] },
    { properties: ['machineId', 'finishedSeq'] },
    { properties: ['startedSeq'] },
    { properties: ['status', 'machineId'] },
    { properties: ['requestId'] },
    { properties: ['jobId'] },
  ],
});
