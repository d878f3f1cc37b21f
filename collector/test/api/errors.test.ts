import { ProtocolError } from '@suivi/shared';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import type { AppDeps } from '../../src/api/deps.ts';
import { appWith, clientRow, memoryClients } from './support/app.ts';

let app: FastifyInstance | undefined;
afterEach(() => app?.close());

const TOKEN = { authorization: 'Bearer token' };
const clients = () =>
  memoryClients(clientRow('token', ['machines:read', 'machines:write', 'clients:admin', 'actions:run']));

async function ask(request: InjectOptions, deps: Partial<AppDeps> = {}) {
  app = appWith({ clients: clients(), ...deps });
  return app.inject({ ...request, headers: { ...TOKEN, ...request.headers } });
}

const failing = (error: unknown): AppDeps['query'] =>
  ({ machines: () => Promise.reject(error) }) as unknown as AppDeps['query'];

describe('a problem answer', () => {
  test('has everything that a person and a program need, and nothing more', async () => {
    const answer = await ask({ url: '/api/nowhere?secret=1' });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toEqual({
      type: 'urn:suivi:problem:not_found',
      title: 'There is nothing at this address.',
      status: 404,
      code: 'not_found',
      detail: 'There is no GET /api/nowhere.',
      next: 'See /api/docs for the routes.',
      requestId: answer.headers['x-request-id'],
    });
  });

  test('names the fields that are not valid', async () => {
    const answer = await ask({
      method: 'POST',
      url: '/api/api-clients',
      payload: { name: '', scopes: ['everything'], admin: true },
    });
    expect(answer.statusCode).toBe(400);
    const { code, fields } = answer.json();
    expect(code).toBe('validation_failed');
    const paths = fields.map(({ path }: { path: string }) => path);
    expect(new Set(paths)).toEqual(new Set(['body.name', 'body.scopes.0', 'body.admin']));
  });

  test.each([
    ['a number that is none', '/api/machines?limit=many', 'query.limit'],
    ['a number out of bounds', '/api/machines?limit=100000', 'query.limit'],
    ['a field that does not exist', '/api/machines?page=2', 'query.page'],
    ['an id that is a path', '/api/machines/..%2f..%2fetc', 'params.id'],
  ])('names %s', async (_what, url, path) => {
    const { code, fields } = (await ask({ url })).json();
    expect({ code, path: fields[0].path }).toEqual({ code: 'validation_failed', path });
  });
});

test.each<[string, InjectOptions, number, string]>([
  [
    'broken JSON',
    { payload: '{"name":', headers: { 'content-type': 'application/json' } },
    400,
    'bad_request',
  ],
  ['an empty body', { payload: '', headers: { 'content-type': 'application/json' } }, 400, 'bad_request'],
  ['no body', {}, 400, 'validation_failed'],
  [
    'another type',
    { payload: 'a=1', headers: { 'content-type': 'text/csv' } },
    415,
    'unsupported_media_type',
  ],
  ['a body over the limit', { payload: { name: 'x'.repeat(100_000), scopes: [] } }, 413, 'body_too_large'],
  [
    'a poisoned prototype',
    { payload: '{"__proto__":{"a":1},"name":"x"}', headers: { 'content-type': 'application/json' } },
    400,
    'bad_request',
  ],
])('%s is answered with its code', async (_what, request, status, code) => {
  const answer = await ask({ method: 'POST', url: '/api/api-clients', ...request });
  expect({ status: answer.statusCode, code: answer.json().code }).toEqual({ status, code });
});

describe('what goes wrong inside', () => {
  test('is told without a word of how', async () => {
    const answer = await ask(
      { url: '/api/machines' },
      { query: failing(new Error('secret at /srv/x.ts:12')) },
    );
    expect(answer.statusCode).toBe(500);
    expect(answer.json().code).toBe('internal_error');
    expect(answer.body).not.toMatch(/secret|stack|\.ts/);
  });

  test('in the store is told with its sentence and its next step', async () => {
    const full = Object.assign(new Error('The disk of the database is full.'), {
      code: 'store_full',
      next: 'Make room on the disk.',
    });
    const answer = await ask({ url: '/api/machines' }, { query: failing(full) });
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({
      code: 'store_unavailable',
      detail: 'The disk of the database is full.',
      next: 'Make room on the disk.',
    });
  });

  test('while the store cannot write is blamed on that', async () => {
    const storeProblem = () => ({
      code: 'store_full',
      since: '2026-01-01T00:00:00.000Z',
      message: 'Disk full.',
      next: 'Make room.',
    });
    const answer = await ask({ url: '/api/machines' }, { query: failing(new Error('oh')), storeProblem });
    expect(answer.json()).toMatchObject({ status: 503, code: 'store_unavailable', detail: 'Disk full.' });
  });
});

describe('health', () => {
  test('is exactly this when all is well', async () => {
    const answer = await ask({ url: '/health', headers: { authorization: '' } });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toBe('{"ok":true}');
  });

  test('says why the store cannot write, and since when', async () => {
    const storeProblem = () => ({
      code: 'store_full',
      since: '2026-01-01T00:00:00.000Z',
      message: 'Disk full.',
      next: 'Make room.',
    });
    const answer = await ask({ url: '/health' }, { storeProblem });
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({
      code: 'store_unavailable',
      detail: 'Disk full. (since 2026-01-01T00:00:00.000Z)',
      next: 'Make room.',
    });
  });

  test('tells reports that cannot be stored from a store that cannot write', async () => {
    const reportsProblem = () => ({
      ...{ code: 'reports_full', since: '2026-01-01T00:00:00.000Z' },
      ...{ message: 'The disk of the reports is full.', next: 'Make room there.' },
    });
    const answer = await ask({ url: '/health' }, { reportsProblem });
    expect([answer.statusCode, answer.json().code, answer.json().next]).toEqual([
      503,
      'reports_unavailable',
      'Make room there.',
    ]);
    const other = await ask({ url: '/api/machines' }, { query: failing(new Error('oh')), reportsProblem });
    expect(other.json().code, 'it is no reason for anything else').toBe('internal_error');
  });
});

describe('enrolment', () => {
  const body = {
    token: 't',
    publicKey: Buffer.alloc(32).toString('base64'),
    hostname: 'h',
    agentVersion: '1',
  };
  const enrol = (error: Error) =>
    ask(
      { method: 'POST', url: '/api/enrol', payload: body },
      { enrolment: { enrol: () => Promise.reject(error) } as unknown as AppDeps['enrolment'] },
    );

  test.each(['token_unknown', 'token_expired', 'token_used'] as const)('says %s', async (code) => {
    const answer = await enrol(new ProtocolError(code));
    expect({ status: answer.statusCode, code: answer.json().code }).toEqual({ status: 403, code });
    expect(answer.json().next).toContain('POST /api/enrolment-tokens');
  });

  test('is bounded for one address, and says when to come back', async () => {
    app = appWith({
      enrolment: {
        enrol: () => Promise.reject(new ProtocolError('token_unknown')),
      } as unknown as AppDeps['enrolment'],
    });
    const statuses: number[] = [];
    for (let tries = 0; tries < 121; tries++) {
      const answer = await app.inject({ method: 'POST', url: '/api/enrol', payload: body });
      statuses.push(answer.statusCode);
      if (answer.statusCode !== 429) continue;
      expect(answer.json().code).toBe('rate_limited');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
  });
});

test('every answer, also a refusal, keeps browsers from framing, sniffing and storing it', async () => {
  for (const url of ['/', '/health', '/api/machines', '/nowhere']) {
    const { headers } = await ask({ url, headers: { authorization: '' } });
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  }
});
