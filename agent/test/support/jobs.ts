import { randomUUID } from 'node:crypto';
import {
  generateKeyPair,
  type Job,
  type JobOrder,
  jobOrderBytes,
  readPrivateKey,
  signBytes,
} from '@suivi/shared';

const HOUR_MS = 3600 * 1000;

/** A collector as far as jobs go: its key, and orders signed with it. */
export interface Signer {
  readonly machineId: string;
  readonly collectorPublicKey: string;
  sign(changes?: Partial<JobOrder>): Job;
}

/** A refresh for this machine, valid for an hour. */
export function orderFor(machineId: string, changes: Partial<JobOrder> = {}): JobOrder {
  const now = Date.now();
  return {
    jobId: randomUUID(),
    executionId: randomUUID(),
    machineId,
    action: 'apt_refresh',
    parameters: {},
    planHash: null,
    issuedAt: new Date(now).toISOString(),
    expiresAt: new Date(now + HOUR_MS).toISOString(),
    ...changes,
  };
}

/** A collector that signs orders for one machine. */
export function signer(machineId = 'machine-1'): Signer {
  const { privateKeyPem, publicKey } = generateKeyPair();
  const key = readPrivateKey(privateKeyPem);
  return {
    machineId,
    collectorPublicKey: publicKey,
    sign: (changes) => {
      const order = orderFor(machineId, changes);
      return { order, signature: signBytes(key, jobOrderBytes(order)) };
    },
  };
}
