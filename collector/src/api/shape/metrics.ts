import { IsoTime, Nullable } from '@suivi/shared';
import Type, { type Static } from 'typebox';

const Real = Nullable(Type.Number());
const Whole = Nullable(Type.Integer());
const JsonText = Nullable(Type.String({ description: 'JSON text, as it is stored.' }));

/** How a machine is doing now, as it is stored. */
export const MachineMetrics = Type.Object({
  machineId: Type.String(),
  snapshotId: Nullable(Type.String()),
  collectedAt: IsoTime,
  cpuLoad1: Real,
  cpuLoad5: Real,
  cpuCores: Whole,
  memoryTotalBytes: Whole,
  memoryUsedBytes: Whole,
  memoryAvailableBytes: Whole,
  memoryUsedPercent: Real,
  filesystemsJson: JsonText,
  rootUsedPercent: Real,
  warningsJson: JsonText,
  hottestSensor: Nullable(
    Type.String({ description: 'The hottest sensor; null where the machine has none, or does not say.' }),
  ),
  hottestCelsius: Real,
});
export type MachineMetrics = Static<typeof MachineMetrics>;
