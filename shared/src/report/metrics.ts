import type { Static } from 'typebox';
import * as Type from 'typebox';
import { Count, Id, IsoTime, Nullable, Text } from '../scalars.ts';

const Percent = Type.Number({ minimum: 0, maximum: 100 });
const Load = Type.Number({ minimum: 0 });
const Celsius = Type.Number({ minimum: -273, maximum: 1000 });

export const Filesystem = Type.Object({
  mount: Text(1000),
  type: Text(64),
  sizeBytes: Count,
  usedBytes: Count,
  availableBytes: Count,
  usedPercent: Percent,
});
export type Filesystem = Static<typeof Filesystem>;

export const MetricsWarning = Type.Object({
  code: Type.Enum([
    'disk_almost_full',
    'disk_full',
    'inodes_almost_full',
    'memory_almost_full',
    'load_high',
    'temperature_high',
  ]),
  message: Text(500),
  mount: Type.Optional(Text(1000)),
});
export type MetricsWarning = Static<typeof MetricsWarning>;

/** How a machine is doing now. Only the newest is kept. */
export const Metrics = Type.Object({
  machineId: Id,
  collectedAt: IsoTime,
  cpuLoad1: Nullable(Load),
  cpuLoad5: Nullable(Load),
  cpuCores: Nullable(Count),
  memoryTotalBytes: Nullable(Count),
  memoryUsedBytes: Nullable(Count),
  memoryAvailableBytes: Nullable(Count),
  memoryUsedPercent: Nullable(Percent),
  filesystems: Type.Array(Filesystem),
  rootUsedPercent: Nullable(Percent),
  /** The hottest of the machine's sensors. Null where none can be read; left out by agents that do not look. */
  hottest: Type.Optional(Nullable(Type.Object({ name: Text(256), celsius: Celsius }))),
  /** What the machine itself warns of. The collector judges the values anew, by the thresholds that are set there. */
  warnings: Type.Array(MetricsWarning),
});
export type Metrics = Static<typeof Metrics>;
