import {
  type ErrorKind,
  type Job,
  type JobOrder,
  jobOrderBytes,
  READING_ACTIONS,
  verifyBytes,
} from '@suivi/shared';
import type { Trust } from './trust.ts';

/** Why a job is not for this machine, or not any more. */
export interface JobFault {
  readonly kind: Extract<ErrorKind, 'job_invalid' | 'job_expired' | 'signature_invalid'>;
  readonly message: string;
}

/**
 * Checks a job in this order: the machine, the time, the collector's signature. Without a signature only what reads
 * passes, as the agent's own wish. Gives null when the job is good.
 */
export function faultOf({ order, signature }: Job, trust: Trust, now: Date): JobFault | null {
  if (order.machineId !== trust.machineId)
    return { kind: 'job_invalid', message: 'The job is for another machine.' };
  if (Date.parse(order.expiresAt) <= now.getTime())
    return { kind: 'job_expired', message: `The job expired at ${order.expiresAt}.` };
  if (signature === null)
    return isOwnWish(order)
      ? null
      : { kind: 'signature_invalid', message: 'The job carries no signature of the collector.' };
  return verifyBytes(trust.collectorPublicKey, jobOrderBytes(order), signature)
    ? null
    : { kind: 'signature_invalid', message: 'The signature is not that of the collector of this machine.' };
}

/** What an agent may ask of its own runner: with no parameters, so that nothing in it is anybody's but root's. */
const isOwnWish = ({ action, parameters }: JobOrder): boolean =>
  READING_ACTIONS.includes(action) && Object.keys(parameters).length === 0;
