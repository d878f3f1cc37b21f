import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig, VARIABLES } from '../src/config.ts';
import { Problem } from '../src/domain/problem.ts';

const refusal = (env: Record<string, string>): Problem => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('it was accepted');
};

test('nothing set gives what is documented', () => {
  expect(readConfig({})).toEqual({
    host: '127.0.0.1',
    port: 8787,
    tls: { kind: 'off' },
    dataDir: resolve('data'),
    database: { path: resolve('data/suivi.db') },
    reportsDir: resolve('data/reports'),
    masterKey: null,
    masterKeyFile: resolve('data/master.key'),
    bootstrapToken: null,
    trustProxy: [],
    publicUrl: null,
    agentPackageDirs: [resolve('data/agents')],
    registries: new Map(),
    logLevel: 'info',
    retention: {},
  });
});

test('an empty variable is one that is not set', () => {
  const empty = Object.fromEntries(VARIABLES.map(({ name }) => [name, '']));
  expect(readConfig(empty)).toEqual(readConfig({}));
});

describe('where things lie', () => {
  test('without paths of their own: in the data directory', () => {
    const { database, reportsDir, masterKeyFile } = readConfig({ SU_DATA_DIR: '/srv/suivi' });
    expect(database).toEqual({ path: '/srv/suivi/suivi.db' });
    expect([reportsDir, masterKeyFile]).toEqual(['/srv/suivi/reports', '/srv/suivi/master.key']);
  });

  test('the master key lies beside the database', () => {
    const env = { SU_DATA_DIR: '/srv/suivi', SU_DB_PATH: '/var/db/fleet.db' };
    expect(readConfig(env).masterKeyFile).toBe('/var/db/master.key');
  });

  test('with PostgreSQL the master key lies in the data directory, whatever SU_DB_PATH says', () => {
    const url = 'postgresql://suivi:secret@db.example/suivi';
    const env = { SU_DATA_DIR: '/srv/suivi', SU_DB_PATH: '/var/db/fleet.db', SU_DATABASE_URL: url };
    const config = readConfig(env);
    expect(config.database).toEqual({ url });
    expect(config.masterKeyFile).toBe(join('/srv/suivi', 'master.key'));
  });
});

test.each(['1', '65535', '0'])('port %s', (port) => {
  expect(readConfig({ SU_PORT: port }).port).toBe(Number(port));
});

test.each([
  [{ SU_PORT: 'http' }, /SU_PORT is "http"/],
  [{ SU_PORT: '65536' }, /SU_PORT/],
  [{ SU_PORT: '-1' }, /SU_PORT/],
  [{ SU_PORT: '1.5' }, /SU_PORT/],
  [{ SU_PORT: '0x50' }, /SU_PORT/],
  [{ SU_PORT: ' 80' }, /SU_PORT/],
  [{ SU_DATABASE_URL: 'mysql://host/db' }, /SU_DATABASE_URL/],
  [{ SU_DATABASE_URL: 'somewhere' }, /SU_DATABASE_URL/],
  [{ SU_BOOTSTRAP_TOKEN: 'short' }, /SU_BOOTSTRAP_TOKEN is shorter than 16/],
  [{ SU_LOG_DAYS: '0' }, /SU_LOG_DAYS is "0"/],
  [{ SU_REPORT_DAYS: '1.5' }, /SU_REPORT_DAYS is/],
  [{ SU_MESSAGE_DAYS: '99999' }, /SU_MESSAGE_DAYS is/],
  [{ SU_TRUST_PROXY: 'true' }, /SU_TRUST_PROXY has "true"/],
  [{ SU_TRUST_PROXY: '127.0.0.1, proxy.example' }, /"proxy\.example"/],
  [{ SU_TRUST_PROXY: '10.0.0.0/33' }, /SU_TRUST_PROXY/],
  [{ SU_TRUST_PROXY: '0.0.0.0/0' }, /SU_TRUST_PROXY/],
  [{ SU_TRUST_PROXY: '10.0.0.0/8/8' }, /SU_TRUST_PROXY/],
  [{ SU_PUBLIC_URL: 'suivi.example.org' }, /SU_PUBLIC_URL is "suivi/],
  [{ SU_PUBLIC_URL: 'ftp://suivi.example.org' }, /SU_PUBLIC_URL/],
  [{ SU_PUBLIC_URL: "https://x/'; reboot; '" }, /SU_PUBLIC_URL/],
  [{ SU_PUBLIC_URL: 'https://me:secret@suivi.example.org' }, /SU_PUBLIC_URL/],
  [{ SU_LOG_LEVEL: 'loud' }, /SU_LOG_LEVEL is "loud"/],
] as [Record<string, string>, RegExp][])(
  '%j is refused with the variable named and what to do',
  (env, message) => {
    const problem = refusal(env);
    expect(problem.code).toBe('config_invalid');
    expect(problem.message).toMatch(message);
    expect(problem.next).not.toBe('');
  },
);

test('how long things are kept', () => {
  const { retention } = readConfig({ SU_LOG_DAYS: '7', SU_LOG_FAILED_DAYS: '400', SU_LOG_SHORT_DAYS: '1' });
  expect(retention).toEqual({ logDays: 7, failedLogDays: 400, shortLogDays: 1 });
  const named = VARIABLES.find(({ name }) => name === 'SU_LOG_SHORT_DAYS');
  expect(named).toMatchObject({
    fallback: '3',
    meaning: 'days that logs and reports of refreshes by schedule that went well are kept',
  });
});

test('the address for machines has no slash at its end, and may have a path', () => {
  expect(readConfig({ SU_PUBLIC_URL: 'https://Suivi.example.org/' }).publicUrl).toBe(
    'https://suivi.example.org',
  );
  expect(readConfig({ SU_PUBLIC_URL: 'http://[::1]:8787/fleet/' }).publicUrl).toBe('http://[::1]:8787/fleet');
});

test("several folders may hold the agent's packages", () => {
  const { agentPackageDirs } = readConfig({ SU_AGENT_PACKAGES_DIR: '/usr/share/agents:/srv/newer' });
  expect(agentPackageDirs).toEqual(['/usr/share/agents', '/srv/newer']);
});

test('proxies are addresses and networks', () => {
  const { trustProxy } = readConfig({ SU_TRUST_PROXY: '127.0.0.1, 10.0.0.0/8 ::1,fd00::/8,' });
  expect(trustProxy).toEqual(['127.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8']);
});

test('what is secret is not repeated in the message', () => {
  const url = 'mysql://suivi:top-secret@db.example/suivi';
  expect(refusal({ SU_DATABASE_URL: url }).message).not.toContain('top-secret');
  expect(refusal({ SU_BOOTSTRAP_TOKEN: 'top-secret' }).message).not.toContain('top-secret');
});

test('an unknown variable is refused and the nearest known one named', () => {
  expect(refusal({ SU_PROT: '80' }).message).toMatch(/SU_PROT is not known.*SU_PORT\./);
});

test('variables of the agent and of others are no business of ours', () => {
  const env = { SU_URL: 'https://x', SU_POLICY: '/p', SU_RUNNER_DIR: '/r', SUDO_USER: 'me', PATH: '/bin' };
  expect(readConfig(env)).toEqual(readConfig({}));
});
