import { IsoTime, Nullable } from '@suivi/shared';
import Type from 'typebox';
import { v7 as uuid } from 'uuid';
import { callerOf } from './access.ts';
import type { Api, AppDeps } from './deps.ts';
import { createToken } from './token.ts';

const DAY = 24 * 3600;

/** POST /api/enrolment-tokens: a token that lets machines enrol, shown once. */
export function enrolmentTokens(
  api: Api,
  { enrolment, now = () => new Date() }: Pick<AppDeps, 'enrolment' | 'now'>,
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
          }),
        },
      },
    },
    async (request, reply) => {
      const { name = null, ttlSeconds = DAY, maxUses = 1 } = request.body;
      const { token, tokenHash } = createToken('suivi_enrol');
      const at = now();
      const shown = {
        id: uuid(),
        name,
        createdAt: at.toISOString(),
        expiresAt: new Date(at.getTime() + ttlSeconds * 1000).toISOString(),
        maxUses,
      };
      await enrolment.createToken({ ...shown, tokenHash, createdBy: callerOf(request).actorId, uses: 0 });
      return reply.code(201).send({ ...shown, token });
    },
  );
}
