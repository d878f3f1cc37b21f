import type { Static } from 'typebox';
import * as Type from 'typebox';
import { Count, Id, IsoTime, Nullable, Text } from '../scalars.ts';
import { MachineKind } from '../vocabulary.ts';

/** What a machine is: kind `system`, schema version 1. Null is not known. */
export const SystemSnapshot = Type.Object({
  machineId: Id,
  checkedAt: IsoTime,
  hostname: Text(256),
  os: Type.Object({
    family: Text(64),
    version: Nullable(Text(64)),
    codename: Nullable(Text(64)),
    prettyName: Nullable(Text(256)),
  }),
  arch: Nullable(Text(32)),
  kernel: Nullable(Text(256)),
  machineKind: MachineKind,
  /** What systemd-detect-virt says: none, qemu, kvm, lxc, docker, vmware, ... */
  virtualization: Nullable(Text(64)),
  hardwareProfile: Nullable(Text(64)),
  bootId: Nullable(Text(64)),
  agentVersion: Text(64),
  runtimeVersion: Text(64),
  aptVersion: Nullable(Text(64)),
  aptProxy: Type.Object({ mode: Type.Enum(['direct', 'proxy']), url: Nullable(Text(2000)) }),
  cpu: Type.Object({ model: Nullable(Text(256)), cores: Nullable(Count) }),
  memoryBytes: Nullable(Count),
});
export type SystemSnapshot = Static<typeof SystemSnapshot>;
