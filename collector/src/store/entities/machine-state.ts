import { defineEntity, p } from '@mikro-orm/core';
import { machineKey } from './machine.ts';

/** What is known of a machine now, derived from snapshots, executions and metrics; `rebuild-state` makes it anew. */
export const MachineState = defineEntity({
  name: 'MachineState',
  tableName: 'machine_state',
  properties: {
    machineId: machineKey().primary(),
    status: p.text(),
    aptStatus: p.text().nullable(),
    aptUpdatesCount: p.integer().default(0),
    aptRebootRequired: p.integer().default(0),
    aptLastAnalyzeAt: p.text().nullable(),
    dockerStatus: p.text().nullable(),
    dockerInstalled: p.integer().default(0),
    dockerStacksCount: p.integer().default(0),
    dockerUpdatesCount: p.integer().default(0),
    dockerPruneAvailable: p.integer().default(0),
    /** When the container engine was last read, by the machine's clock. */
    dockerReadAt: p.text().nullable(),
    postInstallStatus: p.text().nullable(),
    metricsLastCollectedAt: p.text().nullable(),
    cpuLoad1: p.double().nullable(),
    memoryUsedPercent: p.double().nullable(),
    rootUsedPercent: p.double().nullable(),
    diskWarningsCount: p.integer().default(0),
    /** Codes of the warnings of memory, load and temperature, with spaces between. */
    metricWarnings: p.text().default(''),
    hardwareWarningsCount: p.integer().default(0),
    runningJobId: p.text().nullable(),
    lastErrorKind: p.text().nullable(),
    lastErrorMessage: p.text().nullable(),
    updatedAt: p.text(),
  },
});
