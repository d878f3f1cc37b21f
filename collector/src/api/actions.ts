import { LIMITS } from '@suivi/shared';
import Type from 'typebox';
import { callerOf } from './access.ts';
import { checkPlan, IdempotencyHeaders, PlanHash, parametersOf, wish } from './action-body.ts';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { findMachine } from './machines.ts';
import { IdParams } from './paging.ts';

/** POST /api/machines/:id/actions: asks a machine to do something. */
export function actions(api: Api, deps: Pick<AppDeps, 'query' | 'jobs'>): void {
  api.post(
    '/api/machines/:id/actions',
    {
      config: { scope: 'actions:run' },
      bodyLimit: LIMITS.jobOrderBytes,
      schema: {
        summary: 'Ask a machine to run an action',
        description:
          'The job waits until the machine is connected and free, at most until expiresAt (24 hours unless said). ' +
          'An action that runs a plan needs the planHash of the one that was approved, which is then run or refused with the difference, or plan: "current". ' +
          'The same Idempotency-Key again, with the same request, gives the job made the first time; for 30 days.',
        tags: ['actions'],
        params: IdParams,
        headers: IdempotencyHeaders,
        body: Type.Object({ ...wish, planHash: Type.Optional(PlanHash) }, { additionalProperties: false }),
        response: { 202: Type.Object({ jobId: Type.String(), executionId: Type.String() }) },
      },
    },
    async (request, reply) => {
      const { action, plan, planHash, reason = null, expiresAt = null } = request.body;
      const parameters = parametersOf(request.body);
      checkPlan(request.body, { field: 'planHash', isGiven: planHash !== undefined });
      const { machine } = await findMachine(deps, request.params.id);
      const key = request.headers['idempotency-key'];
      const answer = await deps.jobs.requestAction({
        selection: { machineIds: [machine.id] },
        action,
        parameters,
        plans: plan ?? (planHash === undefined ? null : new Map([[machine.id, planHash]])),
        principal: callerOf(request),
        reason,
        expiresAt,
        requestId: key ?? request.id,
        isRepeatable: key !== undefined,
      });
      if (!answer.accepted) throw new ApiError(answer.code, answer.message);
      const [item] = answer.items;
      if (!item) throw new ApiError('machine_not_found');
      if ('code' in item) throw new ApiError(item.code, item.message);
      return reply.code(202).send({ jobId: item.jobId, executionId: item.executionId });
    },
  );
}
