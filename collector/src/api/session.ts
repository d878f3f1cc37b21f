import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Opened, Visitor } from '../domain/accounts.ts';
import { sessionOf } from './access.ts';
import { clearSessionCookie, deviceCookie, setDeviceCookie, setSessionCookie } from './cookies.ts';
import { refuseForeignPage } from './csrf.ts';
import type { Api, AppDeps } from './deps.ts';
import { Password, Session, showSession, Username } from './shape/user.ts';

const tags = ['session'];

const visitorOf = (request: FastifyRequest): Visitor => ({
  address: request.ip,
  userAgent: request.headers['user-agent'] ?? null,
  device: deviceCookie(request),
});

function give(request: FastifyRequest, reply: FastifyReply, opened: Opened): Session {
  setSessionCookie(request, reply, opened.token);
  setDeviceCookie(request, reply, opened.device);
  return showSession(opened);
}

/** /api/setup, /api/login, /api/session, /api/logout: a person comes and goes. */
export function session(api: Api, { accounts }: Pick<AppDeps, 'accounts'>): void {
  api.get(
    '/api/setup',
    {
      config: { open: true },
      schema: {
        summary: 'Whether the first user is still to be made',
        tags,
        response: { 200: Type.Object({ needed: Type.Boolean() }) },
      },
    },
    async () => ({ needed: await accounts.setupNeeded() }),
  );

  api.post(
    '/api/setup',
    {
      config: { open: true },
      schema: {
        summary: 'Make the first administrator, who is signed in then',
        description:
          'With the token of the one-time link that the collector prints when it starts, and `suivi-collector setup-link`.',
        tags,
        body: Type.Object(
          {
            token: Type.String({ minLength: 1, maxLength: 256 }),
            username: Username,
            password: Password,
          },
          { additionalProperties: false },
        ),
        response: { 201: Session },
      },
    },
    async (request, reply) => {
      refuseForeignPage(request);
      const opened = await accounts.setUp(request.body, visitorOf(request));
      return reply.code(201).send(give(request, reply, opened));
    },
  );

  api.post(
    '/api/login',
    {
      config: { open: true },
      schema: {
        summary: 'Sign in',
        description:
          'Gives a session in a cookie that scripts cannot read. It ends after 7 days without use and after 30 days, with the ' +
          'password that it was opened with, and with a changed role. What changes something needs the header X-CSRF-Token.',
        tags,
        body: Type.Object(
          {
            username: Type.String({ minLength: 1, maxLength: 256 }),
            password: Password,
            totp: Type.Optional(
              Type.String({
                minLength: 1,
                maxLength: 64,
                description: 'A code of the app, or a recovery code; asked for with totp_required.',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: Session },
      },
    },
    async (request, reply) => {
      refuseForeignPage(request);
      return give(request, reply, await accounts.login(request.body, visitorOf(request)));
    },
  );

  api.get(
    '/api/session',
    {
      config: { session: true },
      schema: { summary: 'Who is signed in', tags, response: { 200: Session } },
    },
    async (request) => showSession(sessionOf(request)),
  );

  api.post(
    '/api/logout',
    {
      config: { session: true },
      schema: { summary: 'Sign out', tags, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { user, sessionId } = sessionOf(request);
      await accounts.endSession(user.id, sessionId, true);
      clearSessionCookie(request, reply);
      return reply.code(204).send(null);
    },
  );
}
