import type { MachinesTable } from '../tables.ts';

/** The row of a machine of which only its name is known. */
export const newMachine = (id: string, name: string, hostname: string, createdAt: string): MachinesTable => ({
  id,
  name,
  hostname,
  port: 22,
  osFamily: 'unknown',
  osVersion: null,
  osCodename: null,
  arch: null,
  machineKind: null,
  virtualization: null,
  hardwareProfile: null,
  username: null,
  encPassword: null,
  encSudoPassword: null,
  encPrivateKey: null,
  encKeyPassphrase: null,
  aptProxyMode: 'direct',
  aptProxyUrl: null,
  status: 'unknown',
  lastCheckedAt: null,
  lastSeenAt: null,
  createdAt,
  updatedAt: null,
  deletedAt: null,
  quarantine: null,
});

/** The first row of an agent's key. */
export const newAgent = (machineId: string, publicKey: string) => ({
  machineId,
  publicKey,
  counter: 0,
  lastSeq: 0,
  connected: 0 as const,
});
