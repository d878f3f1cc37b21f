import type { MachinePendingRow } from '../../domain/pending-since.ts';
import { BulkInsert, BulkUpdate } from '../database/bulk.ts';
import { together } from '../database/together.ts';
import type { AgentsTable, MachineHardwareTable, SnapshotsTable } from '../tables.ts';
import type { Context, HardwareCore, Latest, Metrics } from './context.ts';
import { storeSeen } from './messages.ts';

const insertSnapshots = new BulkInsert<SnapshotsTable>('snapshots', [
  'id',
  'machineId',
  'kind',
  'schemaVersion',
  'checkedAt',
  'status',
  'importantJson',
  'receivedAt',
  'lastConfirmedAt',
  'confirmedReceivedAt',
  'contentHash',
  'seq',
  'confirmedSeq',
  'messageSeq',
  'factsJson',
  'payloadJson',
]);

const confirmSnapshots = new BulkUpdate<Latest>('snapshots', 'id', {
  lastConfirmedAt: 'text',
  confirmedReceivedAt: 'text',
  confirmedSeq: 'bigint',
  messageSeq: 'bigint',
});

const upsertMetrics = new BulkInsert<Metrics>(
  'machine_metrics_latest',
  [
    'machineId',
    'snapshotId',
    'collectedAt',
    'cpuLoad1',
    'cpuLoad5',
    'cpuCores',
    'memoryTotalBytes',
    'memoryUsedBytes',
    'memoryAvailableBytes',
    'memoryUsedPercent',
    'filesystemsJson',
    'rootUsedPercent',
    'warningsJson',
    'hottestSensor',
    'hottestCelsius',
    'overJson',
    'messageSeq',
  ],
  'machineId',
);

/** What the system snapshot knows; the other columns are the hardware snapshot's. */
const upsertHardware = new BulkInsert<HardwareCore>(
  'machine_hardware',
  ['machineId', 'cpuModel', 'cpuCores', 'memoryBytes', 'updatedAt'],
  'machineId',
);

const upsertProbedHardware = new BulkInsert<MachineHardwareTable>(
  'machine_hardware',
  [
    'machineId',
    'probeSnapshotId',
    'cpuModel',
    'cpuCores',
    'memoryBytes',
    'gpusJson',
    'disksJson',
    'networkJson',
    'firmwareJson',
    'driverJson',
    'warningsJson',
    'updatedAt',
  ],
  'machineId',
);

const upsertPending = new BulkInsert<MachinePendingRow>(
  'machine_pending',
  ['machineId', 'sinceJson', 'updatedAt'],
  'machineId',
);

const updateAgents = new BulkUpdate<AgentsTable>('agents', 'machineId', { lastSeq: 'bigint' });

/** Writes all that the batch has come to. */
export async function flush(context: Context): Promise<void> {
  const { unit, newSnapshots, confirmed, newMetrics, hardware, probedHardware, agents } = context;
  const inserted = new Set<Latest>(newSnapshots);
  await together([
    insertSnapshots.run(unit.tx, newSnapshots),
    confirmSnapshots.run(
      unit.tx,
      [...confirmed].filter((each) => !inserted.has(each)),
    ),
    upsertMetrics.run(unit.tx, [...newMetrics.values()]),
    upsertHardware.run(unit.tx, [...hardware.values()]),
    upsertProbedHardware.run(unit.tx, [...probedHardware.values()]),
    upsertPending.run(
      unit.tx,
      [...context.changedPending].map((machineId) => ({
        machineId,
        sinceJson: JSON.stringify(context.pendingSince.get(machineId)),
        updatedAt: unit.at,
      })),
    ),
    updateAgents.run(unit.tx, [...agents.values()] as AgentsTable[]),
    unit.flush(),
  ]);
  await storeSeen(unit.tx, context.seen);
}
