import { type Scope, Scope as Scopes } from '@suivi/shared';
import type { FastifyInstance, HTTPMethods } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appWith, clientRow, memoryClients } from './support/app.ts';

/** Everything that answers without a credential. A route belongs here only when architecture.md says so. */
const OPEN = [
  'GET /*',
  'HEAD /*',
  'GET /health',
  'HEAD /health',
  'POST /api/enrol',
  'GET /api/agent',
  'GET /api/setup',
  'HEAD /api/setup',
  'POST /api/setup',
  'POST /api/login',
  'GET /apt/*',
  'GET /install.sh',
];

interface Route {
  readonly method: HTTPMethods;
  readonly url: string;
  readonly open: boolean;
  readonly scope: Scope | 'any' | undefined;
  readonly session: boolean;
}

const routes: Route[] = [];
let app: FastifyInstance;

const everyScope = Scopes.enum;
const clients = memoryClients(
  clientRow('revoked', everyScope, { revokedAt: '2026-01-02T00:00:00.000Z' }),
  clientRow('nothing', []),
  ...everyScope.map((scope) =>
    clientRow(
      `without-${scope}`,
      everyScope.filter((other) => other !== scope),
    ),
  ),
);

beforeAll(async () => {
  app = appWith({
    clients,
    link: (scope) => void scope.get('/api/agent', { config: { open: true } }, () => ({})),
  });
  app.addHook('onRoute', ({ method, url, config }) => {
    for (const one of [method].flat())
      routes.push({
        method: one as HTTPMethods,
        url,
        open: config?.open === true,
        scope: config?.scope,
        session: config?.session === true,
      });
  });
  await app.ready();
});
afterAll(() => app.close());

const ask = ({ method, url }: Route, token?: string) =>
  app.inject({
    method: method as 'GET',
    url: url.replaceAll(/:\w+/g, 'some-id').replace('*', 'index.css'),
    headers: token === undefined ? {} : { authorization: token },
  });

const closed = () => routes.filter((route) => !route.open);

describe('every route', () => {
  test('is on the list of open ones or closed', () => {
    expect(routes.length).toBeGreaterThan(30);
    const open = routes.filter((route) => route.open).map(({ method, url }) => `${method} ${url}`);
    expect(new Set(open)).toEqual(new Set([...OPEN, 'HEAD /api/agent']));
    for (const { scope } of closed()) expect(scope).toBeDefined();
  });

  test.each([
    ['no credential', undefined, 'credential_missing'],
    ['another scheme', 'Digest nothing', 'credential_missing'],
    ['an empty token', 'Bearer ', 'credential_missing'],
    ['a wrong token', 'Bearer guessed', 'credential_invalid'],
    ['a revoked token', 'Bearer revoked', 'credential_invalid'],
  ])('refuses %s', async (_what, token, code) => {
    for (const route of closed()) {
      const answer = await ask(route, token);
      expect(answer.statusCode, `${route.method} ${route.url}`).toBe(401);
      expect(String(answer.headers['www-authenticate'])).toContain('Bearer');
      if (route.method !== 'HEAD') expect(answer.json().code).toBe(code);
    }
  });

  test('refuses a credential that has every scope but its own', async () => {
    const scoped = closed().filter(({ scope }) => scope !== 'any');
    expect(new Set(scoped.map(({ scope }) => scope))).toEqual(new Set(everyScope));
    for (const route of scoped) {
      const answer = await ask(route, `Bearer without-${route.scope}`);
      expect(answer.statusCode, `${route.method} ${route.url}`).toBe(403);
      if (route.method !== 'HEAD') expect(answer.json().code).toBe('scope_missing');
    }
  });

  test('that only asks for a credential answers to one without any scope', async () => {
    const any = closed().filter(({ scope, session }) => scope === 'any' && !session);
    expect(any.map(({ url }) => url)).toContain('/api/docs/json');
    expect(any.every(({ url }) => url.startsWith('/api/docs'))).toBe(true);
    for (const route of any)
      expect((await ask(route, 'Bearer nothing')).statusCode, route.url).toBeLessThan(400);
  });

  test('about an own account refuses an API client, whatever its scopes', async () => {
    const own = closed().filter(({ session }) => session);
    expect(own.map(({ method, url }) => `${method} ${url}`)).toEqual(
      expect.arrayContaining(['GET /api/session', 'POST /api/logout', 'POST /api/me/password']),
    );
    for (const route of own) {
      const answer = await ask(route, 'Bearer without-metrics:read');
      expect(answer.statusCode, `${route.method} ${route.url}`).toBe(403);
      if (route.method !== 'HEAD') expect(answer.json().code).toBe('session_needed');
    }
  });
});

describe('HTTP Basic with the token as the password', () => {
  const basic = (password: string) => `Basic ${Buffer.from(`me:${password}`).toString('base64')}`;
  const docs = () => closed().filter(({ url }) => url.startsWith('/api/docs'));

  test('opens the description of the API, and the browser is asked for it', async () => {
    expect(docs().length).toBeGreaterThan(3);
    for (const route of docs()) {
      expect((await ask(route, basic('nothing'))).statusCode, route.url).toBeLessThan(400);
      expect((await ask(route)).headers['www-authenticate'], route.url).toEqual([
        expect.stringMatching(/^Basic realm="/),
        expect.stringMatching(/^Bearer/),
      ]);
    }
  });

  test('opens nothing else, and nobody is asked for it', async () => {
    for (const route of closed().filter((one) => !docs().includes(one))) {
      const answer = await ask(route, basic(`without-${everyScope.find((one) => one !== route.scope)}`));
      expect(answer.statusCode, `${route.method} ${route.url}`).toBe(401);
      expect(String(answer.headers['www-authenticate'])).not.toContain('Basic');
    }
  });

  test.each(['guessed', 'revoked'])('does not open it to a token that is %s', async (token) => {
    for (const route of docs()) expect((await ask(route, basic(token))).statusCode, route.url).toBe(401);
  });

  test.each(['Basic', 'Basic ', 'Basic !!!', `Basic ${btoa('me')}`, `Basic ${btoa('me:')}`])(
    'that is none is a missing credential: %s',
    async (credential) => {
      const answer = await ask(docs()[0]!, credential);
      expect(answer.statusCode).toBe(401);
    },
  );
});

test.each([
  ['nothing', {}],
  ['open: false', { open: false as never }],
])('a route that declares %s does not register', async (_what, config) => {
  const broken = appWith({ link: (scope) => void scope.get('/api/agent', { config }, () => ({})) });
  await expect(broken.ready()).rejects.toThrow('GET /api/agent declares neither a scope nor open');
});

test('the last use of a client is noted once a minute, and a store that cannot note it does no harm', async () => {
  let now = new Date('2026-01-01T00:00:00.000Z');
  const some = memoryClients(clientRow('token', ['machines:read']));
  const one = appWith({ clients: some, now: () => now });
  const get = () => one.inject({ url: '/api/docs/json', headers: { authorization: 'Bearer token' } });
  await get();
  await get();
  now = new Date('2026-01-01T00:00:59.000Z');
  await get();
  expect(some.touches).toBe(1);
  now = new Date('2026-01-01T00:01:00.000Z');
  await get();
  expect(some.touches).toBe(2);
  now = new Date('2026-01-01T01:00:00.000Z');
  some.touchClient = () => Promise.reject(new Error('disk full'));
  expect((await get()).statusCode).toBe(200);
  await one.close();
});
