import { expect, test } from 'vitest';
import { readConfig, VARIABLES } from '../src/config.ts';
import { Problem } from '../src/domain/problem.ts';

const problemOf = (env: NodeJS.ProcessEnv) => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof Problem) return `${error.code} ${error.message} ${error.next}`;
    throw error;
  }
  return null;
};

test('without any variable the paths are those of an installation', () => {
  expect(readConfig({ HOME: '/root' })).toEqual({
    url: null,
    stateDir: '/var/lib/suivi-agent',
    runnerDir: '/var/lib/suivi-runner',
    policy: '/etc/suivi/policy.json',
    dockerSocket: null,
    logLevel: 'info',
    refreshHours: null,
  });
});

test('every variable counts, and its own path wins over SU_DATA_DIR', () => {
  const config = readConfig({
    SU_URL: 'https://suivi.example.org/base/',
    SU_DATA_DIR: '/data',
    SU_RUNNER_DIR: '/elsewhere',
    SU_LOG_LEVEL: 'debug',
    SU_REFRESH_HOURS: '0.5',
    SU_PORT: '8787',
  });
  expect(config).toMatchObject({
    url: 'https://suivi.example.org/base',
    stateDir: '/data/agent',
    runnerDir: '/elsewhere',
    logLevel: 'debug',
    refreshHours: 0.5,
  });
});

test.for([
  [{ SU_AGENT_STATEDIR: '/x' }, /SU_AGENT_STATEDIR is not known.*--help/],
  [{ SU_URL: 'suivi.example.org' }, /SU_URL.*no web address.*https:\/\//],
  [{ SU_URL: 'ftp://example.org' }, /no web address/],
  [{ SU_URL: 'https://user:secret@example.org' }, /user name/],
  [{ SU_LOG_LEVEL: 'loud' }, /SU_LOG_LEVEL.*"loud".*error, warning, info, debug/],
  [{ SU_REFRESH_HOURS: 'often' }, /SU_REFRESH_HOURS.*"often".*0 \(never\)/],
  [{ SU_REFRESH_HOURS: '-1' }, /SU_REFRESH_HOURS/],
] as [NodeJS.ProcessEnv, RegExp][])('%j is refused with what to do', ([env, said]) => {
  expect(problemOf(env)).toMatch(said);
  expect(problemOf(env)).toMatch(/^config_invalid/);
});

test('each variable in the help is one that is read', () => {
  for (const { name } of VARIABLES) expect(problemOf({ [name]: '' })).toBeNull();
});
