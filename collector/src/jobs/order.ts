import { type JobOrder, jobOrderBytes, LIMITS } from '@suivi/shared';
import { v7 as uuidv7 } from 'uuid';

const DEFAULT_EXPIRY_MS = 24 * 3_600_000;
const LONGEST_EXPIRY_MS = 30 * 24 * 3_600_000;
/** What stands around the order in a job: the names of its members and the signature. */
const AROUND_ORDER_BYTES = 256;

/** When a job expires that is asked for now. Null when that lies in the past or more than 30 days ahead. */
export function expiryOf(wanted: string | null, now: Date): string | null {
  const expires = wanted === null ? now.getTime() + DEFAULT_EXPIRY_MS : Date.parse(wanted);
  const ahead = expires - now.getTime();
  return ahead > 0 && ahead <= LONGEST_EXPIRY_MS ? new Date(expires).toISOString() : null;
}

/** The order for one machine. */
export const makeOrder = (order: Omit<JobOrder, 'jobId' | 'executionId'>): JobOrder => ({
  jobId: uuidv7(),
  executionId: uuidv7(),
  ...order,
});

/** The bytes of an order when it is no longer than a machine takes; null when it is. */
export function fittingBytes(order: JobOrder): Uint8Array | null {
  const bytes = jobOrderBytes(order);
  return bytes.length + AROUND_ORDER_BYTES <= LIMITS.jobOrderBytes ? bytes : null;
}
