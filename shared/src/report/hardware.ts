import type { Static } from 'typebox';
import * as Type from 'typebox';
import { Count, Id, IsoTime, Nullable, Text } from '../scalars.ts';

const Name = Nullable(Text(256));
const Celsius = Type.Number({ minimum: -273, maximum: 1000 });

export const Gpu = Type.Object({
  /** On the PCI bus, e.g. `0000:01:00.0`. */
  address: Text(64),
  /** As lspci names it; the vendor's and the device's number where nobody knows the name. */
  name: Text(256),
  driver: Name,
  driverVersion: Name,
});

/** What a disk says of itself, as smartctl reads it. Null is what it does not say. */
export const Smart = Type.Object({
  passed: Nullable(Type.Boolean()),
  celsius: Nullable(Celsius),
  powerOnHours: Nullable(Count),
  /** Sectors that were replaced by spare ones, that wait for it, and that could not be read. */
  reallocated: Nullable(Count),
  pending: Nullable(Count),
  uncorrectable: Nullable(Count),
  /** Of the writes that the maker has promised, in percent; more than 100 is beyond them. */
  usedPercent: Nullable(Count),
  /** Why it could not be read. */
  problem: Nullable(Text(500)),
});
export type Smart = Static<typeof Smart>;

export const Disk = Type.Object({
  name: Text(64),
  model: Name,
  serial: Name,
  kind: Type.Enum(['hdd', 'ssd', 'nvme', 'mmc', 'virtual', 'unknown']),
  sizeBytes: Count,
  isRemovable: Type.Boolean(),
  /** Null when nobody has read it: only root may. */
  smart: Nullable(Smart),
});
export type Disk = Static<typeof Disk>;

export const NetworkCard = Type.Object({
  name: Text(64),
  mac: Name,
  isUp: Nullable(Type.Boolean()),
  /** Null while there is no link, and where the driver does not say. */
  speedMbps: Nullable(Count),
  driver: Name,
});
export type NetworkCard = Static<typeof NetworkCard>;

export const Firmware = Type.Object({
  mode: Nullable(Type.Enum(['uefi', 'bios', 'device_tree'])),
  vendor: Name,
  version: Name,
  date: Name,
  /** The boot loader in the EEPROM of a Raspberry Pi: when it was built. */
  bootloaderAt: Nullable(IsoTime),
  /** What fwupd offers; null when nobody has asked it. */
  updates: Nullable(Type.Array(Type.Object({ device: Text(256), installed: Name, available: Text(256) }))),
});

export const HardwareWarning = Type.Object({
  code: Type.Enum([
    'disk_failing',
    'disk_bad_sectors',
    'disk_worn_out',
    'disk_io_errors',
    'ecc_errors',
    'under_voltage',
    'throttled',
    'too_hot',
    'missing_firmware',
  ]),
  severity: Type.Enum(['warning', 'error']),
  /** The part that it is about. */
  component: Text(256),
  message: Text(500),
});
export type HardwareWarning = Static<typeof HardwareWarning>;

/** What a machine is made of: kind `hardware`, schema version 1. Null is not known. */
export const HardwareSnapshot = Type.Object({
  machineId: Id,
  checkedAt: IsoTime,
  /** What a container sees belongs to its host, so nothing is judged there. */
  isContainer: Type.Boolean(),
  board: Type.Object({ vendor: Name, product: Name, serial: Name }),
  cpu: Type.Object({ model: Name, cores: Nullable(Count) }),
  memoryBytes: Nullable(Count),
  /** Errors of memory with ECC since the boot; null where none watches over them. */
  ecc: Nullable(Type.Object({ corrected: Count, uncorrected: Count })),
  gpus: Type.Array(Gpu),
  disks: Type.Array(Disk),
  network: Type.Array(NetworkCard),
  firmware: Firmware,
  /** Files of firmware that drivers have missed since the boot, by the kernel's log; null when nobody has read it. */
  missingFirmware: Nullable(Type.Array(Text(256))),
  temperatures: Type.Array(
    Type.Object({ name: Text(256), celsius: Celsius, criticalCelsius: Nullable(Celsius) }),
  ),
  /** How a Raspberry Pi gets on with its power and its heat, now and since the boot; null elsewhere, and what its kernel does not tell. */
  power: Nullable(
    Type.Object({
      underVoltage: Nullable(Type.Boolean()),
      throttled: Nullable(Type.Boolean()),
      wasUnderVoltage: Nullable(Type.Boolean()),
      wasThrottled: Nullable(Type.Boolean()),
    }),
  ),
  /** What root has read beside, and when; null: it never has. */
  probe: Nullable(Type.Object({ at: IsoTime, hasSmartctl: Type.Boolean(), hasFwupd: Type.Boolean() })),
  warnings: Type.Array(HardwareWarning),
});
export type HardwareSnapshot = Static<typeof HardwareSnapshot>;
