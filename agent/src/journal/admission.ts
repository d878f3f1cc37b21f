import type { Job } from '@suivi/shared';
import { v7 as uuidv7 } from 'uuid';
import { faultOf } from '../domain/job-check.ts';
import type { JobRefusal, Outbox, OwnAction } from '../domain/ports.ts';
import type { Trust } from '../domain/trust.ts';

/** An agent's own wish is pointless after a day. */
const OWN_JOB_MS = 24 * 3600 * 1000;

const REFUSAL_CODES = {
  job_invalid: 'not_for_me',
  job_expired: 'expired',
  signature_invalid: 'invalid',
} as const;

export interface Admission {
  readonly outbox: Pick<Outbox, 'isFull'>;
  readonly trust: Trust;
  /** Jobs that are not finished, and how many there may be. */
  readonly open: number;
  readonly limit: number;
}

/** Why a job of the collector is not taken now; null when it is. */
export function refusalOf(job: Job, { outbox, trust, open, limit }: Admission): JobRefusal | null {
  if (outbox.isFull)
    return { code: 'outbox_full', message: 'Too much waits on the machine to be delivered.' };
  if (open >= limit) return { code: 'too_many_jobs', message: `${limit} jobs wait on the machine already.` };
  if (job.signature === null) return { code: 'invalid', message: 'The job carries no signature.' };
  const fault = faultOf(job, trust, new Date());
  return fault && { code: REFUSAL_CODES[fault.kind], message: fault.message };
}

/** A job that the agent wishes by itself: it has no signature, so the runner takes it only for what changes nothing. */
export function ownJob(machineId: string, action: OwnAction): Job {
  const now = Date.now();
  return {
    signature: null,
    order: {
      jobId: uuidv7(),
      executionId: uuidv7(),
      machineId,
      action,
      parameters: {},
      planHash: null,
      issuedAt: new Date(now).toISOString(),
      expiresAt: new Date(now + OWN_JOB_MS).toISOString(),
    },
  };
}
