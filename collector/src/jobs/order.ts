import { type JobOrder, jobOrderBytes } from '@suivi/shared';
import { v7 as uuidv7 } from 'uuid';
import type { ActionRequest } from '../domain/ports.ts';

const DEFAULT_EXPIRY_MS = 24 * 3_600_000;
const LONGEST_EXPIRY_MS = 30 * 24 * 3_600_000;

/** Makes and signs what is asked for. Null when the expiry lies in the past or more than 30 days ahead. */
export function makeOrder(
  request: ActionRequest,
  sign: (bytes: Uint8Array) => string,
  now: Date,
): { order: JobOrder; signature: string } | null {
  const expires = request.expiresAt ? Date.parse(request.expiresAt) : now.getTime() + DEFAULT_EXPIRY_MS;
  const ahead = expires - now.getTime();
  if (!(ahead > 0 && ahead <= LONGEST_EXPIRY_MS)) return null;
  const order: JobOrder = {
    jobId: uuidv7(),
    executionId: uuidv7(),
    machineId: request.machineId,
    action: request.action,
    parameters: { ...request.parameters },
    planHash: null,
    issuedAt: now.toISOString(),
    expiresAt: new Date(expires).toISOString(),
  };
  return { order, signature: sign(jobOrderBytes(order)) };
}
