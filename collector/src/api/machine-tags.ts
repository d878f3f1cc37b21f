import { Id } from '@suivi/shared';
import Type from 'typebox';
import { actorOf } from '../domain/actor.ts';
import { callerOf } from './access.ts';
import type { Api, AppDeps } from './deps.ts';
import { API_ERROR_CODES, explanationOf } from './error-catalogue.ts';
import { ApiError } from './errors.ts';
import { Tags } from './shape/tag.ts';

const BODY_LIMIT = 512 * 1024;
const MOST_MACHINES = 5_000;

const Item = Type.Union([
  Type.Object({ machineId: Type.String(), tags: Type.Array(Type.String()) }),
  Type.Object({
    machineId: Type.String(),
    code: Type.Enum(API_ERROR_CODES, { description: 'Why its tags stayed as they were.' }),
    message: Type.String(),
    next: Type.String(),
  }),
]);

/** POST /api/machines/tags: tags many machines at once. */
export function machineTags(api: Api, { query, feed }: Pick<AppDeps, 'query' | 'feed'>): void {
  api.post(
    '/api/machines/tags',
    {
      config: { scope: 'machines:write' },
      bodyLimit: BODY_LIMIT,
      schema: {
        summary: 'Add tags to many machines, or take them away',
        description:
          `At most ${MOST_MACHINES} machines. Other tags stay. Each machine answers with the tags that it has now, or with why they ` +
          'stayed as they were. What is as it was already changes nothing, so it is safe to ask again.',
        tags: ['machines'],
        body: Type.Object(
          {
            machineIds: Type.Array(Id, { minItems: 1, maxItems: MOST_MACHINES }),
            add: Type.Optional(Tags),
            remove: Type.Optional(Tags),
          },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ items: Type.Array(Item) }) },
      },
    },
    async (request) => {
      const { machineIds, add = [], remove = [] } = request.body;
      if (add.length + remove.length === 0)
        throw invalid(
          ['add', 'remove'],
          'is missing, or the other one',
          'Say which tags to add or to take away.',
        );
      if (add.some((tag) => remove.includes(tag)))
        throw invalid(['add', 'remove'], 'has a tag of the other one', 'A tag is both added and taken away.');
      const { result, changes } = await query.changeTags(
        { machineIds, add, remove },
        actorOf(callerOf(request)),
      );
      feed.publish(changes);
      return {
        items: result.map((answer) => {
          if (!('refused' in answer)) return { ...answer, tags: [...answer.tags] };
          const { title: message, next } = explanationOf(answer.refused);
          return { machineId: answer.machineId, code: answer.refused, message, next };
        }),
      };
    },
  );
}

const invalid = (names: readonly string[], message: string, detail: string) =>
  new ApiError('validation_failed', detail, {
    fields: names.map((name) => ({ path: `body.${name}`, message })),
  });
