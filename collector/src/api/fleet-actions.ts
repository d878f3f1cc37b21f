import { Id } from '@suivi/shared';
import Type, { type Static } from 'typebox';
import type { ActionItem, Selection } from '../domain/jobs.ts';
import { callerOf } from './access.ts';
import { checkPlan, IdempotencyHeaders, PlanHash, parametersOf, wish } from './action-body.ts';
import type { Api, AppDeps } from './deps.ts';
import { API_ERROR_CODES, explanationOf } from './error-catalogue.ts';
import { ApiError } from './errors.ts';
import { Tag } from './shape/tag.ts';

const BODY_LIMIT = 2 * 1024 * 1024;
const MOST_MACHINES = 5_000;

const selectors = {
  machineIds: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: MOST_MACHINES })),
  tag: Type.Optional(Tag),
  all: Type.Optional(Type.Literal(true)),
};

const Body = Type.Object(
  {
    ...selectors,
    ...wish,
    plans: Type.Optional(
      Type.Record(Id, PlanHash, {
        maxProperties: MOST_MACHINES,
        description: 'The planHash that was approved for each machine, by its id.',
      }),
    ),
  },
  { additionalProperties: false },
);

const Item = Type.Union([
  Type.Object({ machineId: Type.String(), jobId: Type.String(), executionId: Type.String() }),
  Type.Object({
    machineId: Type.String(),
    code: Type.Enum(API_ERROR_CODES, { description: 'Why this machine gets no job.' }),
    message: Type.String(),
    next: Type.String(),
  }),
]);

/** POST /api/actions: asks many machines to do the same. */
export function fleetActions(api: Api, { jobs }: Pick<AppDeps, 'jobs'>): void {
  api.post(
    '/api/actions',
    {
      config: { scope: 'actions:run' },
      bodyLimit: BODY_LIMIT,
      schema: {
        summary: 'Ask many machines to run an action',
        description:
          'Exactly one of machineIds, tag and all says which; tag and all mean the machines that are trusted and not deleted. ' +
          `At most ${MOST_MACHINES}. Each machine gets a job or a refusal of its own. ` +
          'The same Idempotency-Key again, with the same request, gives the same answer and makes no job; for 30 days. ' +
          'GET /api/jobs?requestId= lists what it made.',
        tags: ['actions'],
        headers: IdempotencyHeaders,
        body: Body,
        response: { 202: Type.Object({ requestId: Type.String(), items: Type.Array(Item) }) },
      },
    },
    async (request, reply) => {
      const { action, plan, plans, reason = null, expiresAt = null } = request.body;
      const parameters = parametersOf(request.body);
      checkPlan(request.body, { field: 'plans', isGiven: plans !== undefined });
      const key = request.headers['idempotency-key'];
      const requestId = key ?? request.id;
      const answer = await jobs.requestAction({
        selection: selectionOf(request.body),
        action,
        parameters,
        plans: plan ?? (plans ? new Map(Object.entries(plans)) : null),
        principal: callerOf(request),
        reason,
        expiresAt,
        requestId,
        isRepeatable: key !== undefined,
      });
      if (!answer.accepted) throw new ApiError(answer.code, answer.message);
      return reply.code(202).send({ requestId, items: answer.items.map(show) });
    },
  );
}

function selectionOf({ machineIds, tag, all }: Static<typeof Body>): Selection {
  const given = Object.entries({ machineIds, tag, all }).filter(([, value]) => value !== undefined);
  if (given.length !== 1)
    throw new ApiError('validation_failed', 'Say which machines by exactly one of machineIds, tag and all.', {
      fields: (given.length === 0 ? Object.keys(selectors) : given.map(([name]) => name)).map((name) => ({
        path: `body.${name}`,
        message: given.length === 0 ? 'is missing, or another of these' : 'is one of several',
      })),
    });
  if (machineIds) return { machineIds };
  return tag === undefined ? { all: true } : { tag };
}

const show = (item: ActionItem): Static<typeof Item> =>
  'code' in item ? { ...item, next: explanationOf(item.code).next } : item;
