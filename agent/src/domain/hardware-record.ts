import { IsoTime, Nullable, Text } from '@suivi/shared';
import type { Static } from 'typebox';
import * as Type from 'typebox';

const JSON_CHARACTERS = 128 * 1024;

/** `hardware.json` in the runner's folder: what only root may read, as the programs said it. */
export const HardwareRecord = Type.Object({
  readAt: IsoTime,
  /** The boot that the kernel's log and `throttled` are of; null when it could not be read. Older runners have not said. */
  bootId: Type.Optional(Nullable(Text(64))),
  /** What smartctl wrote of each disk; null when it is not installed. */
  smart: Nullable(Type.Array(Type.Object({ disk: Text(64), json: Text(JSON_CHARACTERS) }), { maxItems: 64 })),
  /** Lines of the kernel's log since the boot that are about firmware or failing disks; null when it could not be read. */
  kernelLog: Nullable(Type.Array(Text(500), { maxItems: 500 })),
  serial: Nullable(Text(256)),
  /** What fwupdmgr wrote; null when it is not installed. */
  fwupd: Nullable(Text(JSON_CHARACTERS)),
  /** Whether fwupd has ever fetched which updates there are. Older runners have not looked. */
  fwupdHasList: Type.Optional(Type.Boolean()),
  /** What `vcgencmd get_throttled` wrote; null on anything but a Raspberry Pi. Older runners have not asked. */
  throttled: Type.Optional(Nullable(Text(256))),
});
export type HardwareRecord = Static<typeof HardwareRecord>;

/** Bytes of the file at most. */
export const HARDWARE_RECORD_BYTES = 10 * 1024 * 1024;
/** What a program may say for it to be kept: more is not the answer that is expected. */
export const PROGRAM_OUTPUT_BYTES = JSON_CHARACTERS;
