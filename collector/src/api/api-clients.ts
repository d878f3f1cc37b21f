import { Scope } from '@suivi/shared';
import Type from 'typebox';
import { v7 as uuid } from 'uuid';
import { actorOf } from '../domain/actor.ts';
import type { ApiClientRow } from '../domain/rows.ts';
import { createToken } from '../identity/token.ts';
import { callerOf } from './access.ts';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { IdParams, PageOf, PageQuery, pageOf } from './paging.ts';
import { ApiClient, showClient } from './shape/api-client.ts';

const tags = ['api clients'];
const config = { scope: 'clients:admin' } as const;

/** /api/api-clients: the programs that may call this API, each with its scopes. */
export function apiClients(
  api: Api,
  { clients, feed, now = () => new Date() }: Pick<AppDeps, 'clients' | 'feed' | 'now'>,
): void {
  api.get(
    '/api/api-clients',
    {
      config,
      schema: {
        summary: 'List API clients',
        tags,
        querystring: PageQuery,
        response: { 200: PageOf(ApiClient) },
      },
    },
    async ({ query }) => pageOf(await clients.listClients(query), showClient),
  );

  api.post(
    '/api/api-clients',
    {
      config,
      schema: {
        summary: 'Make an API client with its token',
        tags,
        body: Type.Object(
          {
            name: Type.String({ minLength: 1, maxLength: 256 }),
            scopes: Type.Array(Scope, { minItems: 1, uniqueItems: true }),
            hermes: Type.Optional(Type.Boolean()),
          },
          { additionalProperties: false },
        ),
        response: {
          201: Type.Object({
            ...ApiClient.properties,
            token: Type.String({ description: 'Shown now and never again.' }),
          }),
        },
      },
    },
    async (request, reply) => {
      const { name, scopes, hermes } = request.body;
      const { token, ...kept } = createToken('suivi_api');
      const client: ApiClientRow = {
        id: uuid(),
        name,
        ...kept,
        scopesJson: JSON.stringify(scopes),
        createdAt: now().toISOString(),
        lastUsedAt: null,
        revokedAt: null,
        hermes: hermes ? 1 : 0,
      };
      feed.publish(await clients.createClient(client, actorOf(callerOf(request))));
      return reply.code(201).send({ ...showClient(client), token });
    },
  );

  api.delete(
    '/api/api-clients/:id',
    {
      config,
      schema: {
        summary: 'Revoke an API client',
        description: 'Its token is refused from now on; its row stays for the timeline.',
        tags,
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const by = actorOf(callerOf(request));
      const changes = await clients.revokeClient(request.params.id, now().toISOString(), by);
      if (!changes) throw new ApiError('client_not_found');
      feed.publish(changes);
      return reply.code(204).send(null);
    },
  );
}
