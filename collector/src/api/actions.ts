import { Action, IsoTime, Nullable } from '@suivi/shared';
import Type from 'typebox';
import { callerOf } from './access.ts';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { findMachine } from './machines.ts';
import { IdParams } from './paging.ts';

/** POST /api/machines/:id/actions: asks a machine to do something. */
export function actions(api: Api, deps: Pick<AppDeps, 'query' | 'jobs' | 'jobStore'>): void {
  api.post(
    '/api/machines/:id/actions',
    {
      config: { scope: 'actions:run' },
      schema: {
        summary: 'Ask a machine to run an action',
        description:
          'The job waits until the machine is connected and free, at most until expiresAt. ' +
          'The same Idempotency-Key again gives the job made the first time.',
        tags: ['actions'],
        params: IdParams,
        headers: Type.Object({
          'idempotency-key': Type.Optional(Type.String({ pattern: '^[!-~]{1,200}$' })),
        }),
        body: Type.Object(
          {
            action: Action,
            reason: Type.Optional(Nullable(Type.String({ maxLength: 1000 }))),
            expiresAt: Type.Optional(Nullable(IsoTime)),
          },
          { additionalProperties: false },
        ),
        response: { 202: Type.Object({ jobId: Type.String(), executionId: Type.String() }) },
      },
    },
    async (request, reply) => {
      const { machine } = await findMachine(deps, request.params.id);
      if (machine.quarantine !== null) throw new ApiError('machine_quarantined');
      const { action, reason = null, expiresAt = null } = request.body;
      const answer = await deps.jobs.requestAction({
        machineId: machine.id,
        action,
        parameters: {},
        principal: callerOf(request),
        reason,
        expiresAt,
        requestId: request.headers['idempotency-key'] ?? request.id,
      });
      if (!answer.accepted) throw new ApiError(answer.code, answer.message);
      const job = await deps.jobStore.find(answer.jobId);
      if (job && (job.machineId !== machine.id || job.action !== action))
        throw new ApiError('idempotency_conflict', `It made the job ${job.id}.`);
      return reply.code(202).send({ jobId: answer.jobId, executionId: answer.executionId });
    },
  );
}
