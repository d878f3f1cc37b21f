import { once } from 'node:events';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@suivi/testkit';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { VARIABLES } from '../../src/config.ts';
import { callApi, type Ended, runCollector, startCollectorProcess } from '../support/collector-process.ts';
import { enrolAgent } from '../support/scripted-agent.ts';

const TOKEN = 'a-bootstrap-token-of-a-test';
const PASSWORD = 'four words and a number 7';

// Each test starts processes of its own, which takes long on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

let directory: TemporaryDirectory;
let env: Record<string, string>;

beforeEach(async () => {
  directory = await temporaryDirectory('cli');
  env = { SU_DATA_DIR: directory.path, SU_PORT: '0' };
});
afterEach(() => directory[Symbol.asyncDispose]());

const call = (url: string, path: string, token: string, body?: object) =>
  callApi(url, token, body ? 'POST' : 'GET', path, body);

/** One line that says what happened, one that says what to do, and nothing for programmers. */
function expectPlainRefusal({ code, stdout, stderr }: Ended, message: RegExp, next: RegExp): void {
  const lines = stderr.trimEnd().split('\n');
  expect(lines, stderr).toHaveLength(2);
  expect(lines[0]).toMatch(/^collector: /);
  expect(lines[0]).toMatch(message);
  expect(lines[1]).toMatch(next);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(stdout).toBe('');
  expect(code).toBeGreaterThan(0);
}

describe('what it cannot start with', () => {
  test('an unknown variable', async () => {
    const ended = await runCollector(['run'], { ...env, SU_PROT: '1' });
    expectPlainRefusal(ended, /SU_PROT is not known.*SU_PORT/, /collector --help/);
    expect(ended.code).toBe(2);
  });

  test('a master key that is none', async () => {
    const ended = await runCollector(['run'], { ...env, SU_MASTER_KEY: 'abc' });
    expectPlainRefusal(ended, /not 64 hex digits/, /openssl rand -hex 32/);
  });

  test('another master key than the database was made with', async () => {
    await using collector = await startCollectorProcess(env);
    await collector.stop();
    const ended = await runCollector(['run'], { ...env, SU_MASTER_KEY: 'ab'.repeat(32) });
    expectPlainRefusal(ended, /not the key that this database was made with/, /master\.key/);
  });

  test('a directory where the database should be', async () => {
    await mkdir(join(directory.path, 'suivi.db'));
    expectPlainRefusal(await runCollector(['run'], env), /cannot be opened/, /SU_DB_PATH/);
  });

  test('a file that is no database', async () => {
    await writeFile(join(directory.path, 'suivi.db'), 'a letter to a friend\n'.repeat(100));
    expectPlainRefusal(await runCollector(['run'], env), /not an SQLite database/, /SU_DB_PATH/);
  });

  test('a PostgreSQL that is not there', async () => {
    const url = 'postgresql://nobody@127.0.0.1:1/none';
    const ended = await runCollector(['run'], { ...env, SU_DATABASE_URL: url });
    expectPlainRefusal(ended, /PostgreSQL cannot be reached/, /SU_DATABASE_URL/);
  });

  test('a reports directory that cannot be one', async () => {
    await writeFile(join(directory.path, 'file'), '');
    const ended = await runCollector(['run'], { ...env, SU_REPORTS_DIR: join(directory.path, 'file', 'x') });
    expectPlainRefusal(ended, /Reports cannot be written/, /SU_REPORTS_DIR/);
  });

  test('a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const ended = await runCollector(['run'], { ...env, SU_PORT: `${port}`, SU_LOG_LEVEL: 'silent' });
    other.close();
    expectPlainRefusal(ended, new RegExp(`Port ${port} on 127.0.0.1 is in use`), /SU_PORT/);
  });

  test('an address that is not ours', async () => {
    const ended = await runCollector(['run'], { ...env, SU_HOST: '192.0.2.1', SU_LOG_LEVEL: 'silent' });
    expectPlainRefusal(ended, /Cannot listen on 192\.0\.2\.1/, /SU_HOST/);
  });
});

describe('the command line', () => {
  test('--help names every variable and every command', async () => {
    const { code, stdout } = await runCollector(['--help']);
    expect(code).toBe(0);
    for (const { name } of VARIABLES) expect(stdout).toContain(name);
    for (const command of [
      'run',
      'migrate',
      'rebuild-state',
      'create-client',
      'setup-link',
      'reset-password',
      'health',
    ])
      expect(stdout).toContain(command);
  });

  test('an unknown command or option is wrong usage', async () => {
    expect((await runCollector(['fly'])).code).toBe(2);
    expect((await runCollector(['rebuild-state', '--fxi'])).code).toBe(2);
  });

  test('create-client prints a token that works as far as its scopes go, and health asks without one', async () => {
    const { code, stdout } = await runCollector(['create-client', 'panel', '--scope', 'machines:read'], env);
    expect(code).toBe(0);
    await using collector = await startCollectorProcess(env);
    const token = stdout.trim();
    expect((await call(collector.url, '/api/machines', token)).status).toBe(200);
    expect((await call(collector.url, '/api/enrolment-tokens', token, {})).status).toBe(403);
    const asks = { ...env, SU_PORT: new URL(collector.url).port };
    expect(await runCollector(['health'], asks)).toEqual({ code: 0, stdout: '', stderr: '' });
    await collector.kill();
    expectPlainRefusal(await runCollector(['health'], asks), /No collector answers.*ECONNREFUSED/, /its log/);
  });

  test('rebuild-state finds nothing on a new database, and migrate changes nothing twice', async () => {
    expect((await runCollector(['migrate'], env)).code).toBe(0);
    expect((await runCollector(['migrate'], env)).code).toBe(0);
    expect(await runCollector(['rebuild-state'], env)).toMatchObject({ code: 0, stdout: '0 differences\n' });
  });
});

describe('the first administrator', () => {
  const setUp = async (url: string, link: string) => {
    const [, token] = /\/setup#token=([\w-]{43})$/.exec(link) ?? [];
    const answer = await fetch(`${url}/api/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, username: 'ada', password: PASSWORD }),
    });
    return answer.status;
  };
  const login = async (url: string, password: string) => {
    const answer = await fetch(`${url}/api/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'ada', password }),
    });
    return answer.status;
  };

  test('is made by the link of the last start, or by a newer one, which is no longer given then', async () => {
    await using first = await startCollectorProcess({ ...env, SU_LOG_LEVEL: 'info' });
    const [old] = await first.said(/setup#token/);
    await first.stop();
    await using collector = await startCollectorProcess({ ...env, SU_BOOTSTRAP_TOKEN: TOKEN });
    const [started] = await collector.said(/setup#token/);
    const { code, stdout } = await runCollector(['setup-link'], { ...env, SU_PORT: '8787' });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:8787\/setup#token=[\w-]{43}\n$/);
    expect(await setUp(collector.url, old!)).toBe(403);
    expect(await setUp(collector.url, started!)).toBe(403);
    expect(await setUp(collector.url, stdout.trim())).toBe(201);
    expectPlainRefusal(await runCollector(['setup-link'], env), /set up already/, /reset-password/);
    await collector.stop();
    await using again = await startCollectorProcess(env);
    expect((await fetch(`${again.url}/health`)).status).toBe(200);
    expect(again.lines.join('\n')).not.toContain('#token');
  });

  test('who is locked out gets a new password', async () => {
    await using collector = await startCollectorProcess(env);
    const [link] = await collector.said(/setup#token/);
    expect(await setUp(collector.url, link!)).toBe(201);
    for (let guess = 0; guess < 6; guess++) await login(collector.url, `guess ${guess}`);
    expect(await login(collector.url, PASSWORD)).toBe(429);
    const { code, stdout } = await runCollector(['reset-password', 'Ada'], env);
    expect(code).toBe(0);
    expect(await login(collector.url, PASSWORD)).toBe(401);
    expect(await login(collector.url, stdout.trim())).toBe(200);
    expectPlainRefusal(
      await runCollector(['reset-password', 'eve'], env),
      /There is no user eve/,
      /setup-link/,
    );
  });
});

test('the bootstrap token works from the first start on, and a later one is not taken', async () => {
  await using first = await startCollectorProcess({ ...env, SU_BOOTSTRAP_TOKEN: TOKEN });
  expect((await call(first.url, '/api/machines', TOKEN)).status).toBe(200);
  await first.stop();
  await using second = await startCollectorProcess({ ...env, SU_BOOTSTRAP_TOKEN: `${TOKEN}-2` });
  expect((await call(second.url, '/api/machines', TOKEN)).status).toBe(200);
  expect((await call(second.url, '/api/machines', `${TOKEN}-2`)).status).toBe(401);
});

test('what it keeps is not for everybody', async () => {
  await using collector = await startCollectorProcess(env);
  expect((await fetch(`${collector.url}/health`)).status).toBe(200);
  const modeOf = async (name: string) => (await stat(join(directory.path, name))).mode & 0o777;
  expect(await modeOf('master.key')).toBe(0o600);
  expect(await modeOf('suivi.db')).toBe(0o640);
  expect(await modeOf('reports')).toBe(0o750);
});

test('asked to end, it tells its agents when to come back, and ends well within five seconds', async () => {
  await using collector = await startCollectorProcess({ ...env, SU_BOOTSTRAP_TOKEN: TOKEN });
  const { url } = collector;
  const agent = await enrolAgent({
    call: (_method, path, body = {}) => call(url, path, TOKEN, body),
  });
  const socket = await agent.connect(collector);
  const asked = performance.now();
  const ended = collector.stop();
  const refused = await socket.next('refused');
  expect(refused).toMatchObject({ code: 'shutting_down', retryAfterSeconds: expect.any(Number) });
  expect(await ended).toBe(0);
  expect(performance.now() - asked).toBeLessThan(5_000);
});
