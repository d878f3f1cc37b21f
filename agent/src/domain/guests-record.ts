import { IsoTime, Nullable, Text } from '@suivi/shared';
import type { Static } from 'typebox';
import * as Type from 'typebox';
import { readRecord } from './record.ts';

const LIST_CHARACTERS = 512 * 1024;

/** `guests.json` in the runner's folder: what root has read of the guests, as files and programs said it. */
export const GuestsRecord = Type.Object({
  readAt: IsoTime,
  manager: Type.Enum(['proxmox', 'incus', 'lxc']),
  /** Of each guest's settings the lines that say what it is called, what runs in it, and its addresses; null: they could not be read. */
  configs: Type.Array(
    Type.Object({
      kind: Type.Enum(['vm', 'container']),
      id: Text(256),
      lines: Nullable(Type.Array(Text(500), { maxItems: 100 })),
    }),
    { maxItems: 2000 },
  ),
  /** What `qm list` wrote; null where there is no such program, or it failed. */
  vms: Nullable(Text(LIST_CHARACTERS)),
  /** What `pct list` wrote, or for plain LXC `lxc-ls --running -1`. Incus says it with the settings. */
  containers: Nullable(Text(LIST_CHARACTERS)),
});
export type GuestsRecord = Static<typeof GuestsRecord>;

/** Bytes that a program may write for its list to be kept. */
export const GUEST_LIST_BYTES = LIST_CHARACTERS;
const RECORD_BYTES = 16 * 1024 * 1024;

/** The last reading; null when there is none, or none that can be used. */
export const readGuestsRecord = (path: string): Promise<GuestsRecord | null> =>
  readRecord(path, GuestsRecord, RECORD_BYTES);
