import type { HardwareSnapshot, HardwareWarning } from '@suivi/shared';
import type { MachineHardwareTable } from '../tables.ts';
import type { Context } from './context.ts';

/** What a machine is made of, and on the timeline which warnings have come and gone. */
export function storeHardware(context: Context, snapshotId: string, payload: HardwareSnapshot): void {
  const { unit, probedHardware, hardwareWarnings } = context;
  const { machineId, warnings } = payload;
  const before = hardwareWarnings.get(machineId) ?? [];
  tellChanges(context, machineId, snapshotId, before, warnings);
  hardwareWarnings.set(machineId, warnings);
  probedHardware.set(machineId, hardwareRow(payload, snapshotId, unit.at));
  unit.machineState.upsertMachineState(machineId, { hardwareWarningsCount: warnings.length });
  unit.updateMachine(machineId, { lastSeenAt: unit.at });
  if (before.length !== warnings.length) unit.touch(machineId);
}

/** The row of machine_hardware by its newest snapshot. Pure. */
const hardwareRow = (
  payload: HardwareSnapshot,
  probeSnapshotId: string,
  updatedAt: string,
): MachineHardwareTable => ({
  machineId: payload.machineId,
  probeSnapshotId,
  cpuModel: payload.cpu.model,
  cpuCores: payload.cpu.cores,
  memoryBytes: payload.memoryBytes,
  gpusJson: JSON.stringify(payload.gpus),
  disksJson: JSON.stringify(payload.disks),
  networkJson: JSON.stringify(payload.network),
  firmwareJson: JSON.stringify({ ...payload.firmware, board: payload.board }),
  driverJson: JSON.stringify({ missingFirmware: payload.missingFirmware }),
  warningsJson: JSON.stringify(payload.warnings),
  updatedAt,
});

/** The same warning has another number in its sentence from time to time, so it is known by what it is about. */
const nameOf = ({ code, component }: HardwareWarning): string => `${code} ${component}`;

function tellChanges(
  { unit }: Context,
  machineId: string,
  snapshotId: string,
  before: readonly HardwareWarning[],
  now: readonly HardwareWarning[],
): void {
  const known = new Set(before.map(nameOf));
  const still = new Set(now.map(nameOf));
  const tell = (
    eventType: string,
    severity: 'info' | HardwareWarning['severity'],
    warning: HardwareWarning,
  ) => {
    const { code, component, message } = warning;
    unit.machineState.recordEvent({
      ...{ machineId, eventType, severity, snapshotId },
      message: eventType === 'hardware_warning' ? message : `No more: ${message}`,
      payload: { code, component },
    });
  };
  for (const warning of now)
    if (!known.has(nameOf(warning))) tell('hardware_warning', warning.severity, warning);
  for (const warning of before)
    if (!still.has(nameOf(warning))) tell('hardware_warning_gone', 'info', warning);
}
