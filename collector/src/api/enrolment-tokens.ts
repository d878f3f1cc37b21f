import { IsoTime, Nullable } from '@suivi/shared';
import Type from 'typebox';
import { v7 as uuid } from 'uuid';
import { actorOf } from '../domain/actor.ts';
import { callerOf } from './access.ts';
import { baseUrl } from './base-url.ts';
import type { Api, AppDeps } from './deps.ts';
import { installCommand } from './install/command.ts';
import { createToken } from './token.ts';

const DAY = 24 * 3600;

/** POST /api/enrolment-tokens: a token that lets machines enrol, shown once. */
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
  api.post(
    '/api/enrolment-tokens',
    {
      config: { scope: 'machines:write' },
      schema: {
        summary: 'Make an enrolment token',
        tags: ['enrolment'],
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
