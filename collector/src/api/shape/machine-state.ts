import { ErrorKind, IsoTime, Nullable, Status } from '@suivi/shared';
import Type from 'typebox';

const Flag = Type.Union([Type.Literal(0), Type.Literal(1)]);
const Real = Nullable(Type.Number());

/** `machine_state`, as it is stored: without a clock in it. */
export const MachineState = Type.Object({
  machineId: Type.String(),
  status: Status,
  aptStatus: Nullable(Status),
  aptUpdatesCount: Type.Integer({ description: 'The packages that a full upgrade would upgrade now.' }),
  aptRebootRequired: Flag,
  aptLastAnalyzeAt: Nullable(IsoTime),
  dockerStatus: Nullable(Type.String()),
  dockerInstalled: Flag,
  dockerStacksCount: Type.Integer(),
  dockerUpdatesCount: Type.Integer(),
  dockerPruneAvailable: Flag,
  dockerReadAt: Nullable(IsoTime),
  postInstallStatus: Nullable(Type.String()),
  metricsLastCollectedAt: Nullable(IsoTime),
  cpuLoad1: Real,
  memoryUsedPercent: Real,
  rootUsedPercent: Real,
  diskWarningsCount: Type.Integer(),
  metricWarnings: Type.String({
    description:
      'Of which values a person is warned beside disks, with spaces between: memory_almost_full, load_high, temperature_high.',
  }),
  hardwareWarningsCount: Type.Integer(),
  runningJobId: Nullable(Type.String()),
  lastErrorKind: Nullable(ErrorKind),
  lastErrorMessage: Nullable(Type.String()),
  updatedAt: IsoTime,
});
