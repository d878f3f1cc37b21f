import type { Static } from 'typebox';
import * as Type from 'typebox';
import { Id, IsoTime, Nullable, Text } from '../scalars.ts';

/** Hardware addresses in lower case, as a network card and the settings of a guest both have them. */
const MacAddress = Type.String({ pattern: '^[0-9a-f]{2}(:[0-9a-f]{2}){5}$' });

/** A virtual machine or a container on a host. Null is what only root may read, and has not read yet. */
export const Guest = Type.Object({
  /** What the host calls it: the number on Proxmox VE, the name in LXC and Incus, after its project if that is not the default one. */
  id: Text(256),
  kind: Type.Enum(['vm', 'container']),
  name: Nullable(Text(256)),
  /** As the host says, in lower case: running, stopped, paused. */
  state: Nullable(Text(32)),
  /** What the host was told that runs in it, e.g. l26, win11, debian. */
  osType: Nullable(Text(64)),
  isTemplate: Nullable(Type.Boolean()),
  /** Of its network cards. An empty list: its settings name none, so they change or there is no network. */
  macs: Nullable(Type.Array(MacAddress, { maxItems: 64 })),
});
export type Guest = Static<typeof Guest>;

/** The guests of a machine: kind `guests`, schema version 1. */
export const GuestsSnapshot = Type.Object({
  machineId: Id,
  /** When root read them last; where it never has: when the machine looked. */
  checkedAt: IsoTime,
  /** `no_host`: nothing here has guests. `not_allowed`: the policy does not let root read; `never_read`: it has not yet. */
  state: Type.Enum(['no_host', 'not_allowed', 'never_read', 'read']),
  manager: Nullable(Type.Enum(['proxmox', 'incus', 'lxc'])),
  /** What is not known of them and why, and what to do about it. */
  problem: Nullable(Type.Object({ code: Text(64), message: Text(1000) })),
  guests: Type.Array(Guest, { maxItems: 2000 }),
});
export type GuestsSnapshot = Static<typeof GuestsSnapshot>;
