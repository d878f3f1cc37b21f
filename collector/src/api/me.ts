import { IsoTime, Nullable } from '@suivi/shared';
import Type from 'typebox';
import { callerOf, sessionOf } from './access.ts';
import { clearSessionCookie } from './cookies.ts';
import type { Api, AppDeps } from './deps.ts';
import { IdParams } from './paging.ts';
import { Password } from './shape/user.ts';

const tags = ['session'];
const config = { session: true } as const;

const OwnSession = Type.Object({
  id: Type.String(),
  current: Type.Boolean({ description: 'The session that asks.' }),
  createdAt: IsoTime,
  lastUsedAt: IsoTime,
  expiresAt: IsoTime,
  userAgent: Nullable(Type.String()),
  address: Nullable(Type.String({ description: 'The network, not the whole address.' })),
});

/** /api/me: what users do with their own account. */
export function me(api: Api, { accounts, ownAccount }: Pick<AppDeps, 'accounts' | 'ownAccount'>): void {
  api.get(
    '/api/me/sessions',
    {
      config,
      schema: {
        summary: 'Where you are signed in',
        tags,
        response: { 200: Type.Object({ items: Type.Array(OwnSession) }) },
      },
    },
    async (request) => {
      const { user, sessionId } = sessionOf(request);
      const items = await accounts.sessions(user.id);
      return { items: items.map((each) => ({ ...each, current: each.id === sessionId })) };
    },
  );

  api.delete(
    '/api/me/sessions/:id',
    {
      config,
      schema: {
        summary: 'End one of your sessions',
        tags,
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { user, sessionId } = sessionOf(request);
      await accounts.endSession(user.id, request.params.id, false);
      if (request.params.id === sessionId) clearSessionCookie(request, reply);
      return reply.code(204).send(null);
    },
  );

  api.post(
    '/api/me/password',
    {
      config,
      schema: {
        summary: 'Change your password',
        description: 'Ends your other sessions.',
        tags,
        body: Type.Object({ current: Password, password: Password }, { additionalProperties: false }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { current, password } = request.body;
      await ownAccount.changePassword(callerOf(request), current, password);
      return reply.code(204).send(null);
    },
  );

  api.post(
    '/api/me/totp',
    {
      config,
      schema: {
        summary: 'Ask for a secret for an authenticator app',
        description: 'It counts once a code of it was confirmed. Asked again, it gives another one.',
        tags,
        response: {
          200: Type.Object({
            secret: Type.String({ description: 'In base32. Shown now and never again.' }),
            uri: Type.String({ description: 'What the QR code says.' }),
          }),
        },
      },
    },
    (request) => ownAccount.offerTotp(callerOf(request)),
  );

  api.post(
    '/api/me/totp/confirm',
    {
      config,
      schema: {
        summary: 'Have a second factor asked for from now on',
        tags,
        body: Type.Object(
          { code: Type.String({ minLength: 1, maxLength: 64 }) },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            recoveryCodes: Type.Array(Type.String(), {
              description: 'Each is good for one sign-in without the app. Shown now and never again.',
            }),
          }),
        },
      },
    },
    async (request) => {
      const { recoveryCodes } = await ownAccount.confirmTotp(callerOf(request), request.body.code);
      return { recoveryCodes: [...recoveryCodes] };
    },
  );

  api.post(
    '/api/me/totp/disable',
    {
      config,
      schema: {
        summary: 'Have no second factor asked for any more',
        description: 'Ends your other sessions, and the recovery codes.',
        tags,
        body: Type.Object({ password: Password }, { additionalProperties: false }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await ownAccount.disableTotp(callerOf(request), request.body.password);
      return reply.code(204).send(null);
    },
  );
}
