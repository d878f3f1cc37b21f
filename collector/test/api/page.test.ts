import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { type TemporaryDirectory, temporaryDirectory } from '@suivi/testkit';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appWith } from './support/app.ts';

const INDEX = '<!doctype html><title>Suivi</title><script type="module" src="/assets/main-0a1b.js"></script>';
const SCRIPT = 'console.log("suivi")';

let directory: TemporaryDirectory;
let app: FastifyInstance;
beforeAll(async () => {
  directory = await temporaryDirectory('page');
  const pageDir = join(directory.path, 'dist');
  await mkdir(join(pageDir, 'assets'), { recursive: true });
  await mkdir(join(pageDir, '.vite'));
  await writeFile(join(directory.path, 'secret'), 'secret');
  await writeFile(join(pageDir, '.vite', 'manifest.json'), '{}');
  await writeFile(join(pageDir, 'index.html'), INDEX);
  await writeFile(join(pageDir, 'icon.svg'), '<svg/>');
  await writeFile(join(pageDir, 'assets', 'main-0a1b.js'), SCRIPT);
  await writeFile(join(pageDir, 'assets', 'main-0a1b.js.br'), brotliCompressSync(SCRIPT));
  app = appWith({ pageDir });
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await directory[Symbol.asyncDispose]();
});

const get = (url: string, headers = {}) => app.inject({ url, headers });

test.each(['/', '/index.html', '/machines/some-id?tab=runs', '/setup', '/login', '/.vite/manifest.json'])(
  '%s is the page, which loads nothing from elsewhere and runs nothing inline',
  async (url) => {
    const { statusCode, headers, body } = await get(url);
    expect(statusCode).toBe(200);
    expect(body).toBe(INDEX);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
    const csp = String(headers['content-security-policy']);
    expect(csp).toMatch(/^default-src 'self';/);
    expect(csp).toContain("frame-ancestors 'none'");
    expect(csp).not.toMatch(/unsafe|data:|https?:|\*|(script|style|connect)-src/);
  },
);

test('is asked for again only when it has changed', async () => {
  const { headers } = await get('/');
  const again = await get('/', { 'if-none-match': String(headers.etag) });
  expect(again.statusCode).toBe(304);
});

describe('its files', () => {
  test('with a hash in their names are kept for ever', async () => {
    const { headers, body } = await get('/assets/main-0a1b.js');
    expect(body).toBe(SCRIPT);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['content-type']).toContain('javascript');
  });

  test('come compressed when they lie there so', async () => {
    const answer = await get('/assets/main-0a1b.js', { 'accept-encoding': 'gzip, br' });
    expect(answer.headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding' });
    expect(answer.headers['content-type']).toContain('javascript');
    expect(brotliDecompressSync(answer.rawPayload).toString()).toBe(SCRIPT);
  });

  test('beside it are as they are, and asked for again', async () => {
    const { headers, body } = await get('/icon.svg');
    expect(body).toBe('<svg/>');
    expect(headers['cache-control']).toBe('no-cache');
  });

  test('that are gone are not kept as gone', async () => {
    const { statusCode, headers } = await get('/assets/main-old.js');
    expect(statusCode).toBe(404);
    expect(headers['cache-control']).toBe('no-store');
  });
});

test.each(['/api/nothing', '/api', '/health/x', '/assets/'])('%s is nothing', async (url) => {
  const answer = await get(url);
  expect(answer.body).not.toBe(INDEX);
  expect(answer.statusCode).toBeGreaterThanOrEqual(400);
  expect(answer.headers['content-type']).toContain('application/problem+json');
});

test.each(['/../secret', '/%2e%2e/secret', '/..%2fsecret', '//secret', '/assets/..%2f..%2fsecret'])(
  '%s leads nowhere',
  async (url) => {
    expect((await get(url)).body).not.toBe('secret');
  },
);

test('that has not been built says so, and how to build it', async () => {
  const bare = appWith({ pageDir: join(directory.path, 'none') });
  const answer = await bare.inject({ url: '/' });
  expect(answer.statusCode).toBe(503);
  expect(answer.body).toMatch(/has not been built[\s\S]*npm run build/);
  expect((await bare.inject({ url: '/api/nothing' })).json().code).toBe('not_found');
  await bare.close();
});
