import { join, resolve } from 'node:path';
import { LOG_LEVELS, type LogLevel } from './domain/logger.ts';
import { Problem } from './domain/problem.ts';

export interface Config {
  /** The collector's address without a slash at its end; null: the one of the enrolment. */
  readonly url: string | null;
  readonly stateDir: string;
  readonly runnerDir: string;
  readonly policy: string;
  /** The container engine's socket; null: looked for where engines have it. */
  readonly dockerSocket: string | null;
  readonly logLevel: LogLevel;
  /** Hours between refreshes of the package lists, 0 for never; null: as the collector says. */
  readonly refreshHours: number | null;
}

interface Variable {
  readonly name: string;
  readonly meaning: string;
  readonly fallback?: string;
}

/** Every variable that the agent reads, as `--help` shows them. */
export const VARIABLES: readonly Variable[] = [
  { name: 'SU_URL', meaning: "the collector's address, e.g. https://suivi.example.org" },
  { name: 'SU_ENROL_TOKEN', meaning: 'the enrolment token, for `enroll` alone' },
  { name: 'SU_DATA_DIR', meaning: 'one directory for everything, instead of the next two' },
  {
    name: 'SU_AGENT_STATE_DIR',
    meaning: "the agent's identity and outbox",
    fallback: '$SU_DATA_DIR/agent or /var/lib/suivi-agent',
  },
  {
    name: 'SU_RUNNER_DIR',
    meaning: "the runner's queue, logs and results",
    fallback: '$SU_DATA_DIR/runner or /var/lib/suivi-runner',
  },
  { name: 'SU_POLICY', meaning: "the machine's policy file", fallback: '/etc/suivi/policy.json' },
  {
    name: 'SU_DOCKER_SOCKET',
    meaning: "the container engine's socket",
    fallback: '/run/docker.sock, else /run/podman/podman.sock',
  },
  { name: 'SU_LOG_LEVEL', meaning: LOG_LEVELS.join(', '), fallback: 'info' },
  {
    name: 'SU_REFRESH_HOURS',
    meaning: 'hours between refreshes of the package lists; 0 is never',
    fallback: 'what the collector says',
  },
];

/** Variables of the collector: one environment may serve both. */
const COLLECTOR_VARIABLES = [
  'SU_PORT',
  'SU_HOST',
  'SU_DB_PATH',
  'SU_DATABASE_URL',
  'SU_REPORTS_DIR',
  'SU_MASTER_KEY',
  'SU_BOOTSTRAP_TOKEN',
  'SU_TRUST_PROXY',
  'SU_PUBLIC_URL',
  'SU_TLS',
  'SU_TLS_CERT',
  'SU_TLS_KEY',
  'SU_TLS_NAMES',
  'SU_AGENT_PACKAGES_DIR',
  'SU_REGISTRIES',
];

/** Reads the configuration from an environment. Throws Problem `config_invalid` that names the variable. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  refuseUnknown(env);
  const dataDir = env.SU_DATA_DIR;
  return {
    url: env.SU_URL ? readUrl('SU_URL', env.SU_URL) : null,
    stateDir: resolve(env.SU_AGENT_STATE_DIR || (dataDir ? join(dataDir, 'agent') : '/var/lib/suivi-agent')),
    runnerDir: resolve(env.SU_RUNNER_DIR || (dataDir ? join(dataDir, 'runner') : '/var/lib/suivi-runner')),
    policy: resolve(env.SU_POLICY || '/etc/suivi/policy.json'),
    dockerSocket: env.SU_DOCKER_SOCKET ? resolve(env.SU_DOCKER_SOCKET) : null,
    logLevel: readLevel(env.SU_LOG_LEVEL),
    refreshHours: readHours(env.SU_REFRESH_HOURS),
  };
}

/** Reads an http or https address and gives it without a slash at its end. Throws Problem. */
export function readUrl(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw invalid(
      `${name} is "${text}", which is no web address.`,
      `Write it as https://host or http://host:port.`,
    );
  if (url.username || url.password || url.search || url.hash)
    throw invalid(`${name} has a user name, a query or a fragment.`, 'Leave them out of the address.');
  return url.href.replace(/\/+$/, '');
}

function refuseUnknown(env: NodeJS.ProcessEnv): void {
  const known = [...VARIABLES.map(({ name }) => name), ...COLLECTOR_VARIABLES];
  const unknown = Object.keys(env).find((name) => name.startsWith('SU_') && !known.includes(name));
  if (unknown)
    throw invalid(
      `The variable ${unknown} is not known.`,
      'Correct or unset it; `suivi-agent --help` lists all.',
    );
}

function readLevel(text = ''): LogLevel {
  const level = LOG_LEVELS.find((known) => known === (text || 'info'));
  if (!level) throw invalid(`SU_LOG_LEVEL is "${text}".`, `Use one of ${LOG_LEVELS.join(', ')}.`);
  return level;
}

function readHours(text = ''): number | null {
  if (text === '') return null;
  const hours = Number(text);
  if (!(hours >= 0 && hours <= 8760))
    throw invalid(`SU_REFRESH_HOURS is "${text}".`, 'Use a number of hours from 0 (never) to 8760.');
  return hours;
}

const invalid = (message: string, next: string) => new Problem('config_invalid', message, next);
