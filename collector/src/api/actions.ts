import { LIMITS } from '@suivi/shared';
import Type from 'typebox';
import { checkPlan, IdempotencyHeaders, PlanHash, parametersOf, wish } from './action-body.ts';
import { AskedJob, askOne } from './ask-one.ts';
import type { Api, AppDeps } from './deps.ts';
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
        response: { 202: AskedJob },
      },
    },
    async (request, reply) => {
      const { action, plan, planHash, reason = null, expiresAt = null } = request.body;
      const parameters = parametersOf(request.body);
      checkPlan(request.body, { field: 'planHash', isGiven: planHash !== undefined });
      const { machine } = await findMachine(deps, request.params.id);
      const asked = await askOne(deps, request, {
        machineId: machine.id,
        action,
        parameters,
        plans: plan ?? (planHash === undefined ? null : new Map([[machine.id, planHash]])),
        reason,
        expiresAt,
      });
      return reply.code(202).send(asked);
    },
  );
}
