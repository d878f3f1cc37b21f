import type { Action } from '@suivi/shared';
import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { callerOf } from './access.ts';
import type { AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';

/** What a job is known by from the moment at which it is accepted. */
export const AskedJob = Type.Object({ jobId: Type.String(), executionId: Type.String() });
export type AskedJob = Static<typeof AskedJob>;

type ActionRequest = Parameters<AppDeps['jobs']['requestAction']>[0];

interface Wish extends Pick<ActionRequest, 'parameters' | 'plans' | 'reason' | 'expiresAt'> {
  readonly machineId: string;
  readonly action: Action;
}

/** Asks one machine for an action, in the caller's name and under their Idempotency-Key. Throws why it is not accepted. */
export async function askOne(
  deps: Pick<AppDeps, 'jobs'>,
  request: Pick<FastifyRequest, 'id'> & {
    readonly headers: { readonly 'idempotency-key'?: string | undefined };
  } & Parameters<typeof callerOf>[0],
  { machineId, ...wish }: Wish,
): Promise<AskedJob> {
  const key = request.headers['idempotency-key'];
  const answer = await deps.jobs.requestAction({
    ...wish,
    selection: { machineIds: [machineId] },
    principal: callerOf(request),
    requestId: key ?? request.id,
    isRepeatable: key !== undefined,
  });
  if (!answer.accepted) throw new ApiError(answer.code, answer.message);
  const [item] = answer.items;
  if (!item) throw new ApiError('machine_not_found');
  if ('code' in item) throw new ApiError(item.code, item.message);
  return { jobId: item.jobId, executionId: item.executionId };
}
