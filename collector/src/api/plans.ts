import { LIMITS, PlannedAction } from '@suivi/shared';
import Type from 'typebox';
import { callerOf } from './access.ts';
import { Packages, parametersOf } from './action-body.ts';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { findMachine } from './machines.ts';
import { IdParams, PageOf, PageQuery, pageOf } from './paging.ts';
import { Plan, PlanWithSteps, showPlan, WholePlan } from './shape/plan.ts';

const tags = ['plans'];
const read = { scope: 'machines:read' } as const;
/** Plans go out as they came in: fields of a newer agent stay. */
const serializerCompiler = () => JSON.stringify;

/**
 * What actions would do: asked of a machine, and what was answered before. Asking changes nothing on the machine, but it
 * makes it work, and changelogs make it load them; so it takes the scope of those who may run actions, and a credential
 * that only reads cannot put load on the fleet. Reading plans that were made is reading.
 */
export function plans(api: Api, deps: Pick<AppDeps, 'query' | 'plans' | 'planning'>): void {
  api.post(
    '/api/machines/:id/plan',
    {
      config: { scope: 'actions:run' },
      bodyLimit: LIMITS.jobOrderBytes,
      schema: {
        summary: 'Ask a machine what an action would do now',
        description:
          'A dry run by apt on the machine, which must be connected. It answers within a minute, with changelogs within three. ' +
          'Its planHash, given to POST /api/machines/:id/actions, runs exactly this. It changes nothing, but costs the machine work.',
        tags,
        params: IdParams,
        body: Type.Object(
          {
            action: PlannedAction,
            packages: Type.Optional(Packages),
            changelogs: Type.Optional(
              Type.Boolean({ description: 'Whether to bring changelogs and CVE numbers; takes longer.' }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ planId: Type.String(), plan: WholePlan }) },
      },
      serializerCompiler,
    },
    async (request) => {
      const { action, changelogs = false } = request.body;
      const parameters = parametersOf(request.body);
      const { machine } = await findMachine(deps, request.params.id);
      if (machine.quarantine !== null) throw new ApiError('machine_quarantined');
      const principal = callerOf(request);
      const answer = await deps.planning.ask({
        machineId: machine.id,
        action,
        parameters,
        changelogs,
        principal,
      });
      if ('code' in answer) throw new ApiError(answer.code, answer.message);
      return answer;
    },
  );

  api.get(
    '/api/machines/:id/plans',
    {
      config: read,
      schema: {
        summary: "List a machine's plans, newest first, without their steps",
        description: 'The newest 50 are kept.',
        tags,
        params: IdParams,
        querystring: PageQuery,
        response: { 200: PageOf(Plan) },
      },
    },
    async ({ params: { id }, query }) => {
      await findMachine(deps, id);
      return pageOf(await deps.plans.list(id, query), (row) => row);
    },
  );

  api.get(
    '/api/plans/:id',
    {
      config: read,
      schema: {
        summary: 'One plan with what it would do',
        tags,
        params: IdParams,
        response: { 200: PlanWithSteps },
      },
      serializerCompiler,
    },
    async ({ params: { id } }) => {
      const row = await deps.plans.find(id);
      if (!row) throw new ApiError('plan_not_found');
      return showPlan(row);
    },
  );
}
