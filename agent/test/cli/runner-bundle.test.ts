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

/** The modules of the runner, and what it takes along, that import something by this name. */
async function importersOf(name: string): Promise<string[]> {
  const found: string[] = [];
  for (const stage of ['runner', 'host', 'domain', 'probe', 'report'])
    for (const file of await readdir(path(`agent/src/${stage}`), { recursive: true })) {
      if (!file.endsWith('.ts')) continue;
      const text = await readFile(path(`agent/src/${stage}/${file}`), 'utf8');
      if (text.includes(`'${name}'`)) found.push(`${stage}/${file}`);
    }
  return found;
}

beforeAll(async () => void (await run(process.execPath, [path('deploy/scripts/build.mjs')])));

/** The client of the container engine's socket alone. */
const LOCAL = ['node:http'];

test('what root runs has no code for the network in it but what asks a local socket', async () => {
  const text = await readFile(RUNNER, 'utf8');
  const names = [...text.matchAll(/\b(?:require|import)\(\s*["']([^"']+)["']\s*\)/g)].map(([, name]) => name);
  expect(names).toContain('node:child_process');
  expect([...new Set(names.filter((name) => NETWORK.test(name!)))]).toEqual(LOCAL);
  const source = await readFile(path('agent/src/runner/docker/engine.ts'), 'utf8');
  expect(source.match(/\brequest\(/g), 'one question').toHaveLength(1);
  expect(source).toMatch(/\brequest\(\{ \.\.\.options, agent: false \}/);
  expect(source).toMatch(/function ask\(options: \{\n {2}socketPath: string;/);
  expect(await importersOf('node:http')).toEqual(['runner/docker/engine.ts']);
  expect(text).not.toMatch(/\bfetch\(|\bWebSocket\b|\bEventSource\b/);
});

test('it runs on Node 18, makes its directories, and ends when nothing waits', async () => {
  await using data = await temporaryDirectory('runner');
  const env = { PATH: process.env.PATH, SU_DATA_DIR: data.path };
  const { stdout } = await run(NODE18, [RUNNER], { env });
  expect(stdout).toBe('');
  expect(await readdir(join(data.path, 'runner'))).toEqual(expect.arrayContaining(['queue', 'runs']));
});
