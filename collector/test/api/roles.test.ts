import { Scope, valuesOf } from '@suivi/shared';
import type { FastifyInstance, HTTPMethods } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { csrfTokenOf } from '../../src/auth/cookie-values.ts';
import type { SignedIn } from '../../src/domain/accounts.ts';
import { ROLES, type Role, scopesOf } from '../../src/domain/roles.ts';
import { appWith, clientRow, memoryClients } from './support/app.ts';

/** Who may call what, written out: whoever adds a route says so here. */
const ALLOWED: Record<'everybody' | 'users' | Role | 'anyone with a credential', string> = {
  everybody: `
    GET /* · GET /health · GET /apt/* · GET /install.sh · POST /api/enrol
    GET /api/setup · POST /api/setup · POST /api/login`,
  users: `
    GET /api/session · POST /api/logout · GET /api/me/sessions · DELETE /api/me/sessions/:id
    POST /api/me/password · POST /api/me/totp · POST /api/me/totp/confirm · POST /api/me/totp/disable`,
  'anyone with a credential': `
    GET /api/docs · GET /api/docs/static/index.html · GET /api/docs/static/swagger-initializer.js · GET /api/docs/static/*
    GET /api/docs/static/theme/csrf.js · GET /api/docs/json · GET /api/docs/yaml`,
  viewer: `
    GET /api/machines · GET /api/machines/:id · GET /api/fleet · GET /api/packages · GET /api/packages/:name
    GET /api/machines/:id/snapshots · GET /api/machines/:id/snapshots/latest · GET /api/machines/:id/metrics
    GET /api/machines/:id/metrics/latest · GET /api/machines/:id/hardware
    GET /api/machines/:id/docker/stacks · GET /api/machines/:id/guests
    GET /api/events · GET /api/machines/:id/events · GET /api/machines/:id/plans · GET /api/plans/:id
    GET /api/jobs · GET /api/jobs/:id · GET /api/executions · GET /api/executions/:id
    GET /api/executions/:id/log · GET /api/executions/:id/log/stream · GET /api/stream
    GET /api/artifacts · GET /api/artifacts/:id · GET /api/reports · GET /api/reports/:id
    GET /api/reports/:id/content · GET /api/important-messages · GET /api/status · GET /api/retention · GET /metrics
    GET /api/machines/:id/post-install · GET /api/post-install/profiles · GET /api/post-install/profiles/:id
    GET /api/post-install/profiles/:id/versions · GET /api/thresholds`,
  operator: `
    PATCH /api/machines/:id · DELETE /api/machines/:id · POST /api/machines/:id/adopt
    POST /api/machines/tags
    POST /api/machines/:id/plan · POST /api/machines/:id/actions · POST /api/actions · DELETE /api/jobs/:id
    POST /api/executions/:id/acknowledge · POST /api/important-messages/:id/acknowledge
    POST /api/important-messages/:id/unacknowledge · PATCH /api/artifacts/:id · PATCH /api/reports/:id
    GET /api/enrolment-tokens · POST /api/enrolment-tokens · DELETE /api/enrolment-tokens/:id
    POST /api/machines/:id/post-install/check · POST /api/machines/:id/post-install/apply
    POST /api/post-install/profiles · PATCH /api/post-install/profiles/:id · DELETE /api/post-install/profiles/:id
    POST /api/post-install/profiles/:id/versions · PUT /api/post-install/profiles/:id/assignments`,
  admin: `
    PUT /api/thresholds · GET /api/api-clients · POST /api/api-clients · DELETE /api/api-clients/:id
    POST /api/machines/ssh-host-key · POST /api/machines/ssh-install · GET /api/machines/ssh-install/:id
    DELETE /api/machines/ssh-install/:id
    PATCH /api/retention ·
    GET /api/users · POST /api/users · PATCH /api/users/:id · DELETE /api/users/:id`,
};

const listed = (name: keyof typeof ALLOWED): string[] =>
  ALLOWED[name].split(/[\n·]/).flatMap((route) => route.trim() || []);

/** What each of them may call beside what everybody may. */
const MAY: Record<Role | 'a client without scopes' | 'nobody', string[]> = {
  nobody: [],
  'a client without scopes': listed('anyone with a credential'),
  viewer: ['anyone with a credential', 'users', 'viewer'].flatMap((name) => listed(name as Role)),
  operator: ['anyone with a credential', 'users', 'viewer', 'operator'].flatMap((name) =>
    listed(name as Role),
  ),
  admin: ['anyone with a credential', 'users', ...ROLES].flatMap((name) => listed(name as Role)),
};

const signedIn = (role: Role): SignedIn => ({
  sessionId: `session of ${role}`,
  user: {
    id: role,
    username: role,
    login: role,
    role,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: null,
    lastLoginAt: null,
    disabledAt: null,
    deletedAt: null,
    totpEnabled: false,
  },
  scopes: scopesOf(role),
  csrfToken: csrfTokenOf(role),
  expiresAt: '2030-01-01T00:00:00.000Z',
});

const PASSED = 299;
const routes: string[] = [];
let app: FastifyInstance;
beforeAll(async () => {
  const isRole = (token: string): token is Role => ROLES.includes(token as Role);
  app = appWith({
    clients: memoryClients(clientRow('scopeless', [])),
    accounts: { signedIn: async (token: string) => (isRole(token) ? signedIn(token) : null) } as never,
  });
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) if (one !== 'HEAD') routes.push(`${one} ${url}`);
  });
  // Whoever comes past the guard has been let in, whatever the route would do.
  app.addHook('preParsing', async (_request, reply) => reply.code(PASSED).send());
  await app.ready();
});
afterAll(() => app.close());

const HEADERS: Record<keyof typeof MAY, Record<string, string>> = {
  nobody: {},
  'a client without scopes': { authorization: 'Bearer scopeless' },
  ...(Object.fromEntries(
    ROLES.map((role) => [
      role,
      {
        cookie: `other=1; su_session=${role}`,
        'x-csrf-token': csrfTokenOf(role),
        origin: 'http://localhost',
        host: 'localhost',
      },
    ]),
  ) as unknown as Record<Role, Record<string, string>>),
};

const ask = (route: string, headers: Record<string, string>) => {
  const [method, url] = route.split(' ') as [HTTPMethods, string];
  return app.inject({
    method: method as 'GET',
    url: url.replaceAll(/:\w+/g, 'x').replace('*', 'index.css'),
    headers,
  });
};

test('every route is on the list', () => {
  const all = Object.keys(ALLOWED).flatMap((name) => listed(name as Role));
  expect(new Set(all).size).toBe(all.length);
  expect([...routes].sort()).toEqual([...all].sort());
});

test.each(Object.keys(MAY) as (keyof typeof MAY)[])(
  '%s may call what is listed, and nothing else',
  async (who) => {
    const may = new Set([...listed('everybody'), ...MAY[who]]);
    for (const route of routes) {
      const { statusCode } = await ask(route, HEADERS[who]);
      if (may.has(route)) expect(statusCode, route).toBe(PASSED);
      else expect(statusCode, route).toBe(who === 'nobody' ? 401 : 403);
    }
  },
);

test.each(ROLES)(
  'a session of %s changes nothing without its CSRF token, nor from another site',
  async (role) => {
    const { 'x-csrf-token': _, ...without } = HEADERS[role];
    const foreign = { ...HEADERS[role], origin: 'http://evil.example' };
    const open = new Set(listed('everybody'));
    const changing = routes.filter((route) => !route.startsWith('GET ') && !open.has(route));
    expect(changing.length).toBeGreaterThan(20);
    for (const route of changing)
      for (const headers of [without, foreign]) {
        const answer = await ask(route, headers);
        expect(answer.statusCode, route).toBe(403);
        expect(answer.json().code, route).toBe('csrf');
      }
  },
);

test('an administrator has every scope, and each role what the one before has', () => {
  expect(new Set(scopesOf('admin'))).toEqual(new Set(valuesOf(Scope)));
  for (const [less, more] of [['viewer', 'operator'] as const, ['operator', 'admin'] as const])
    expect(scopesOf(more)).toEqual(expect.arrayContaining([...scopesOf(less)]));
});
