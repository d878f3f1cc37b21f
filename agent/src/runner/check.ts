import type { Job } from '@suivi/shared';
import { faultOf } from '../domain/job-check.ts';
import type { Trust } from '../domain/trust.ts';
import type { ActionEnd } from './actions/action.ts';
import { failed } from './actions/end.ts';
import { type Policy, policyRefusal } from './policy.ts';
import type { Trusted } from './trusted-file.ts';

/** How a job ends that may not run: the machine, the time, the signature, then the policy. Null when it may. */
export function refusalOf(job: Job, trust: Trusted<Trust>, policy: Policy, now: Date): ActionEnd | null {
  if (!('value' in trust))
    return failed('signature_invalid', `It is not known whose orders count: ${trust.problem}`);
  const fault = faultOf(job, trust.value, now);
  if (fault) return failed(fault.kind, fault.message);
  const refusal = policyRefusal(policy, job.order.action);
  return refusal === null ? null : failed('policy_refused', refusal);
}
