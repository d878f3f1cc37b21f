import Type from 'typebox';
import { actorOf } from '../domain/actor.ts';
import { callerOf } from './access.ts';
import type { Api, AppDeps } from './deps.ts';
import { IdParams, PageOf, PageQuery, pageOf } from './paging.ts';
import { Password, Role, showUser, User, Username } from './shape/user.ts';

const tags = ['users'];
const config = { scope: 'clients:admin' } as const;

/** /api/users: the people who may sign in. */
export function users(api: Api, { people }: Pick<AppDeps, 'people'>): void {
  api.get(
    '/api/users',
    {
      config,
      schema: { summary: 'List users', tags, querystring: PageQuery, response: { 200: PageOf(User) } },
    },
    async ({ query }) => pageOf(await people.list(query), showUser),
  );

  api.post(
    '/api/users',
    {
      config,
      schema: {
        summary: 'Make a user',
        tags,
        body: Type.Object(
          { username: Username, password: Password, role: Role },
          { additionalProperties: false },
        ),
        response: { 201: User },
      },
    },
    async (request, reply) =>
      reply.code(201).send(showUser(await people.create(request.body, actorOf(callerOf(request))))),
  );

  api.patch(
    '/api/users/:id',
    {
      config,
      schema: {
        summary: 'Change a user',
        description: 'What is left out stays. A change ends the sessions of the user.',
        tags,
        params: IdParams,
        body: Type.Object(
          {
            role: Type.Optional(Role),
            password: Type.Optional(Password),
            disabled: Type.Optional(Type.Boolean()),
            totpEnabled: Type.Optional(
              Type.Literal(false, {
                description: 'Takes the second factor away, of somebody who has lost it.',
              }),
            ),
          },
          { additionalProperties: false, minProperties: 1 },
        ),
        response: { 200: User },
      },
    },
    async (request) =>
      showUser(await people.change(request.params.id, request.body, actorOf(callerOf(request)))),
  );

  api.delete(
    '/api/users/:id',
    {
      config,
      schema: {
        summary: 'Delete a user',
        description: 'Their name stays on the timeline, and is free for another user.',
        tags,
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await people.remove(request.params.id, actorOf(callerOf(request)));
      return reply.code(204).send(null);
    },
  );
}
