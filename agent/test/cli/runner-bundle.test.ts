import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryDirectory } from '@suivi/testkit';
import { beforeAll, expect, test } from 'vitest';

const path = (relative: string) => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));
const RUNNER = path('agent/dist/suivi-runner.cjs');
const NODE18 = path('agent/node_modules/node18/bin/node');
const NETWORK = /^(node:)?(net|http|https|http2|tls|dgram|dns|ws|undici)(\/|$)/;
const run = promisify(execFile);

beforeAll(async () => void (await run(process.execPath, [path('deploy/scripts/build.mjs')])));

/** The client of the container engine's socket alone. */
const LOCAL = ['node:http'];

test('what root runs has no code for the network in it but what asks a local socket', async () => {
  const text = await readFile(RUNNER, 'utf8');
  const names = [...text.matchAll(/\b(?:require|import)\(\s*["']([^"']+)["']\s*\)/g)].map(([, name]) => name);
  expect(names).toContain('node:child_process');
  expect([...new Set(names.filter((name) => NETWORK.test(name!)))]).toEqual(LOCAL);
  expect(text).toMatch(/\bsocketPath\b/);
  expect(text).not.toMatch(/\bfetch\(|\bWebSocket\b|\bEventSource\b/);
});

test('it runs on Node 18, makes its directories, and ends when nothing waits', async () => {
  await using data = await temporaryDirectory('runner');
  const env = { PATH: process.env.PATH, SU_DATA_DIR: data.path };
  const { stdout } = await run(NODE18, [RUNNER], { env });
  expect(stdout).toBe('');
  expect(await readdir(join(data.path, 'runner'))).toEqual(expect.arrayContaining(['queue', 'runs']));
});
