import { Disk, Gpu, HardwareSnapshot, HardwareWarning, IsoTime, NetworkCard, Nullable } from '@suivi/shared';
import Type, { type Static } from 'typebox';
import type { MachineHardwareRow, SnapshotRow } from '../../domain/rows.ts';

const List = <T extends Type.TSchema>(item: T) => Nullable(Type.Array(item));

/** What a machine is made of. Lists are null until the machine has reported its hardware. */
export const MachineHardware = Type.Object({
  machineId: Type.String(),
  probeSnapshotId: Nullable(Type.String()),
  cpuModel: Nullable(Type.String()),
  cpuCores: Nullable(Type.Integer()),
  memoryBytes: Nullable(Type.Integer()),
  gpus: List(Gpu),
  disks: List(Disk),
  network: List(NetworkCard),
  warnings: List(HardwareWarning),
  updatedAt: IsoTime,
  /** When the collector last heard that all this still holds. */
  confirmedAt: Nullable(IsoTime),
  /** All of the newest report. */
  report: Nullable(HardwareSnapshot),
});
export type MachineHardware = Static<typeof MachineHardware>;

const read = (json: string | null) => (json === null ? null : JSON.parse(json));

/** Shows a row with the snapshot that it comes from. */
export const showHardware = (row: MachineHardwareRow, snapshot: SnapshotRow | null): MachineHardware => ({
  machineId: row.machineId,
  probeSnapshotId: row.probeSnapshotId,
  cpuModel: row.cpuModel,
  cpuCores: row.cpuCores,
  memoryBytes: row.memoryBytes,
  gpus: read(row.gpusJson),
  disks: read(row.disksJson),
  network: read(row.networkJson),
  warnings: read(row.warningsJson),
  updatedAt: row.updatedAt,
  confirmedAt: snapshot && (snapshot.confirmedReceivedAt ?? snapshot.receivedAt),
  report: snapshot && JSON.parse(snapshot.payloadJson),
});
