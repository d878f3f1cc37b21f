import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRoot, eventually, startMirror, temporaryDirectory } from '../src/index.ts';

test('a mirror serves files, and nothing outside its directory', async () => {
  await using directory = await temporaryDirectory('mirror');
  await writeFile(join(directory.path, 'file'), 'content');
  await using mirror = await startMirror(directory.path);
  const response = await fetch(`${mirror.url}/file`);
  expect(await response.text()).toBe('content');
  const modified = response.headers.get('last-modified') ?? '';
  expect((await fetch(`${mirror.url}/file`, { headers: { 'if-modified-since': modified } })).status).toBe(
    304,
  );
  expect((await fetch(`${mirror.url}/%2e%2e%2f%2e%2e%2fetc%2fpasswd`)).status).toBe(404);
  expect(mirror.requests).toEqual(['/file', '/file', '/%2e%2e%2f%2e%2e%2fetc%2fpasswd']);
});

test('a mirror can fail, hang and be slow, and change its mind', async () => {
  await using directory = await temporaryDirectory('mirror');
  await writeFile(join(directory.path, 'file'), 'x'.repeat(40_000));
  await using mirror = await startMirror(directory.path, { kind: 'status', status: 503 });
  expect((await fetch(`${mirror.url}/file`)).status).toBe(503);
  mirror.mode = { kind: 'hang' };
  const hanging = fetch(`${mirror.url}/file`, { signal: AbortSignal.timeout(50) });
  await expect(hanging).rejects.toThrow('timeout');
  mirror.mode = { kind: 'ok', bytesPerSecond: 400_000 };
  const start = performance.now();
  expect(await (await fetch(`${mirror.url}/file`)).text()).toHaveLength(40_000);
  expect(performance.now() - start).toBeGreaterThan(75);
});

test('apt uses a mirror, notices what is unchanged, and a hanging mirror ends with its root', async () => {
  await using root = await createRoot();
  const mirror = root.use(await startMirror(join(root.world.path, 'vendor')));
  await root.addSource({ name: 'http', uri: mirror.url, suites: ['stable'] });
  expect((await root.aptGet('update')).output).toMatch(/Get:\d http:\/\/127\.0\.0\.1:\d+ stable InRelease/);
  expect((await root.aptGet('update')).output).toMatch(/Hit:\d http:\/\/127\.0\.0\.1:\d+ stable InRelease/);
  expect((await root.aptGet('-y', 'install', 'lab-vendor')).output).toContain('Setting up lab-vendor (1.1)');
  mirror.mode = { kind: 'hang' };
  const before = mirror.requests.length;
  root.spawn('apt-get', ['update']);
  await eventually(() => mirror.requests.length > before, { what: 'the request of apt' });
});
