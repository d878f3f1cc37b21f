import { IsoTime, Nullable } from '@suivi/shared';
import Type from 'typebox';
import { v7 as uuid } from 'uuid';
import { actorOf } from '../domain/actor.ts';
import { createToken } from '../identity/token.ts';
import { callerOf } from './access.ts';
import { baseUrl } from './base-url.ts';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { installCommand } from './install/command.ts';
import { IdParams, PageOf, PageQuery, pageOf } from './paging.ts';
import { EnrolmentToken, showEnrolmentToken } from './shape/enrolment-token.ts';

const DAY = 24 * 3600;
const tags = ['enrolment'];
const config = { scope: 'machines:write' } as const;

/** /api/enrolment-tokens: what lets machines enrol. A token is shown once, when it is made. */
export function enrolmentTokens(
  api: Api,
  {
    enrolment,
    feed,
    repository,
    publicUrl,
    ownCa = () => null,
    now = () => new Date(),
  }: Pick<AppDeps, 'enrolment' | 'feed' | 'repository' | 'publicUrl' | 'ownCa' | 'now'>,
): void {
  api.get(
    '/api/enrolment-tokens',
    {
      config,
      schema: {
        summary: 'List enrolment tokens, the newest first',
        tags,
        querystring: PageQuery,
        response: { 200: PageOf(EnrolmentToken) },
      },
    },
    async ({ query }) => pageOf(await enrolment.listTokens(query), showEnrolmentToken(now())),
  );

  api.delete(
    '/api/enrolment-tokens/:id',
    {
      config,
      schema: {
        summary: 'Revoke an enrolment token',
        description: 'No machine enrols with it from now on; those that have stay.',
        tags,
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const by = actorOf(callerOf(request));
      const changes = await enrolment.revokeToken(request.params.id, now().toISOString(), by);
      if (!changes) throw new ApiError('token_not_found');
      feed.publish(changes);
      return reply.code(204).send(null);
    },
  );

  api.post(
    '/api/enrolment-tokens',
    {
      config,
      schema: {
        summary: 'Make an enrolment token',
        tags,
        body: Type.Object(
          {
            name: Type.Optional(
              Nullable(
                Type.String({ minLength: 1, maxLength: 256, description: 'The name of the machine.' }),
              ),
            ),
            ttlSeconds: Type.Optional(
              Type.Integer({
                minimum: 1,
                maximum: 365 * DAY,
                description: 'How long it is good for; a day unless said.',
              }),
            ),
            maxUses: Type.Optional(
              Type.Integer({
                minimum: 1,
                maximum: 100_000,
                description: 'How many machines may use it; one unless said.',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: {
          201: Type.Object({
            id: Type.String(),
            token: Type.String({ description: 'Shown now and never again.' }),
            name: Nullable(Type.String()),
            createdAt: IsoTime,
            expiresAt: IsoTime,
            maxUses: Type.Integer(),
            installCommand: Nullable(
              Type.String({
                description:
                  'The one line that installs the agent on a machine and enrols it with this token, which is in no ' +
                  "process's arguments. Null where the collector has no package of the agent to offer.",
              }),
            ),
          }),
        },
      },
    },
    async (request, reply) => {
      const { name = null, ttlSeconds = DAY, maxUses = 1 } = request.body;
      const { token, tokenHash, tokenPrefix } = createToken('suivi_enrol');
      const at = now();
      const base = baseUrl(request, publicUrl);
      const shown = {
        id: uuid(),
        name,
        createdAt: at.toISOString(),
        expiresAt: new Date(at.getTime() + ttlSeconds * 1000).toISOString(),
        maxUses,
      };
      const by = actorOf(callerOf(request));
      const row = { ...shown, tokenHash, tokenPrefix, createdBy: by.actorId, uses: 0 };
      feed.publish(await enrolment.createToken(row, by));
      const command = installCommand({ base, token, pin: ownCa()?.pin ?? null });
      return reply
        .code(201)
        .send({ ...shown, token, installCommand: repository.newestVersion === null ? null : command });
    },
  );
}
