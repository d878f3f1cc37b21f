import Type from 'typebox';
import type { Api, AppDeps } from './deps.ts';
import { findMachine } from './machines.ts';
import { IdParams, PageOf, pageOf, pageQuery } from './paging.ts';
import { Event } from './shape/event.ts';

const config = { scope: 'machines:read' } as const;
const schema = {
  tags: ['events'],
  querystring: Type.Object(
    {
      order: Type.Optional(
        Type.Enum(['newest', 'oldest'], { description: 'Which come first; newest unless said.' }),
      ),
      ...pageQuery,
    },
    { additionalProperties: false },
  ),
  response: { 200: PageOf(Event) },
};

/** The timeline, of the fleet and of one machine. */
export function events(api: Api, deps: Pick<AppDeps, 'query'>): void {
  api.get(
    '/api/events',
    { config, schema: { summary: 'The timeline of the fleet', ...schema } },
    async ({ query: { order = 'newest', ...page } }) =>
      pageOf(await deps.query.events({ order }, page), (row) => row),
  );

  api.get(
    '/api/machines/:id/events',
    { config, schema: { summary: 'The timeline of a machine', ...schema, params: IdParams } },
    async ({ params: { id }, query: { order = 'newest', ...page } }) => {
      await findMachine(deps, id);
      return pageOf(await deps.query.events({ machineId: id, order }, page), (row) => row);
    },
  );
}
