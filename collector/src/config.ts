import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { nearest } from './domain/nearest.ts';
import { Problem } from './domain/problem.ts';
import {
  MOST_DAYS,
  RETENTION_DAYS,
  RETENTION_SETTINGS,
  type RetentionDays,
  type RetentionSettings,
} from './domain/retention.ts';
import { readAllowed } from './registry/index.ts';
import { readTls, TLS_VARIABLES, type TlsConfig } from './tls-config.ts';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsConfig;
  readonly dataDir: string;
  readonly database: { readonly path: string } | { readonly url: string };
  readonly reportsDir: string;
  /** 64 hex digits as given; null: kept in `masterKeyFile`. */
  readonly masterKey: string | null;
  readonly masterKeyFile: string;
  /** The key that is to follow, as given. */
  readonly nextMasterKey: string | null;
  readonly bootstrapToken: string | null;
  /** Addresses and networks of reverse proxies whose X-Forwarded-* headers are believed. */
  readonly trustProxy: readonly string[];
  /** Under which address machines reach the collector, without a slash at its end; null: as each request says. */
  readonly publicUrl: string | null;
  /** Where the packages lie that agents are installed and upgraded from. */
  readonly agentPackageDirs: readonly string[];
  /** Registries that are reached in a way of their own; null: none is ever asked. */
  readonly registries: ReadonlyMap<string, URL> | null;
  readonly logLevel: string;
  readonly retention: Partial<RetentionSettings>;
}

interface Variable {
  readonly name: string;
  readonly meaning: string;
  readonly fallback?: string;
}

const RETENTION_VARIABLES = Object.entries(RETENTION_DAYS).map(([setting, { variable, what }]) => ({
  name: variable,
  setting: setting as RetentionDays,
  meaning: `days that ${what} are kept`,
  fallback: String(RETENTION_SETTINGS[setting as RetentionDays]),
}));

/** Every variable that the collector reads, as `--help` shows them. */
export const VARIABLES: readonly Variable[] = [
  { name: 'SU_PORT', meaning: 'the port to listen on; 0 takes a free one', fallback: '8787' },
  { name: 'SU_HOST', meaning: 'the address to listen on', fallback: '127.0.0.1' },
  ...TLS_VARIABLES,
  { name: 'SU_DATA_DIR', meaning: 'everything that has no path of its own', fallback: './data' },
  { name: 'SU_DB_PATH', meaning: 'the SQLite file', fallback: '$SU_DATA_DIR/suivi.db' },
  { name: 'SU_DATABASE_URL', meaning: 'a PostgreSQL database instead, e.g. postgresql://user@host/suivi' },
  { name: 'SU_REPORTS_DIR', meaning: 'reports and raw logs', fallback: '$SU_DATA_DIR/reports' },
  {
    name: 'SU_MASTER_KEY',
    meaning: '64 hex digits that seal secrets in the database',
    fallback: 'made and kept in master.key beside the database',
  },
  {
    name: 'SU_NEW_MASTER_KEY',
    meaning: 'the key that `rotate-master-key` changes to; unset it afterwards',
    fallback: 'one is made, where the present one is in a file',
  },
  {
    name: 'SU_BOOTSTRAP_TOKEN',
    meaning: 'makes the API client `bootstrap` with every scope and this token, unless there is one',
  },
  {
    name: 'SU_TRUST_PROXY',
    meaning:
      'your reverse proxies, e.g. 127.0.0.1,10.0.0.0/8: what they say in X-Forwarded-* is believed; of nobody when unset',
  },
  {
    name: 'SU_PUBLIC_URL',
    meaning: 'the address under which machines reach the collector, e.g. https://suivi.example.org',
    fallback: 'what a request came to',
  },
  {
    name: 'SU_AGENT_PACKAGES_DIR',
    meaning: 'folders with packages of the agent, separated by colons: the collector is their apt repository',
    fallback: '$SU_DATA_DIR/agents',
  },
  {
    name: 'SU_REGISTRIES',
    meaning:
      'registries of container images in inner networks that may be asked, e.g. registry.lan:5000,http://10.0.0.5:5000; off: none is asked, not even public ones',
  },
  ...RETENTION_VARIABLES,
  { name: 'SU_LOG_LEVEL', meaning: LOG_LEVELS.join(', '), fallback: 'info' },
];

/** Variables of the agent: one environment may serve both. */
const AGENT_VARIABLES = [
  'SU_URL',
  'SU_ENROL_TOKEN',
  'SU_AGENT_STATE_DIR',
  'SU_RUNNER_DIR',
  'SU_POLICY',
  'SU_REFRESH_HOURS',
  'SU_DOCKER_SOCKET',
];

const MIN_TOKEN_LENGTH = 16;

/** Reads the configuration from an environment. Throws Problem `config_invalid` that names the variable. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  refuseUnknown(env);
  const dataDir = resolve(env.SU_DATA_DIR || 'data');
  const dbPath = resolve(env.SU_DB_PATH || join(dataDir, 'suivi.db'));
  const { SU_DATABASE_URL: url, SU_BOOTSTRAP_TOKEN: token } = env;
  const host = env.SU_HOST || '127.0.0.1';
  return {
    host,
    port: readPort(env.SU_PORT),
    tls: readTls(env, host),
    dataDir,
    database: url ? { url: readDatabaseUrl(url) } : { path: dbPath },
    reportsDir: resolve(env.SU_REPORTS_DIR || join(dataDir, 'reports')),
    masterKey: env.SU_MASTER_KEY || null,
    nextMasterKey: env.SU_NEW_MASTER_KEY || null,
    masterKeyFile: url ? join(dataDir, 'master.key') : join(dbPath, '..', 'master.key'),
    bootstrapToken: token ? readToken(token) : null,
    trustProxy: readProxies(env.SU_TRUST_PROXY),
    publicUrl: env.SU_PUBLIC_URL ? readPublicUrl(env.SU_PUBLIC_URL) : null,
    agentPackageDirs: readFolders(env.SU_AGENT_PACKAGES_DIR || join(dataDir, 'agents')),
    registries: readRegistries(env.SU_REGISTRIES),
    logLevel: readLevel(env.SU_LOG_LEVEL),
    retention: readRetention(env),
  };
}

function refuseUnknown(env: NodeJS.ProcessEnv): void {
  const known = [...VARIABLES.map(({ name }) => name), ...AGENT_VARIABLES];
  const unknown = Object.keys(env).find((name) => name.startsWith('SU_') && !known.includes(name));
  if (unknown)
    throw invalid(
      `The variable ${unknown} is not known; the nearest one that is known is ${nearest(unknown, known)}.`,
      'Correct or unset it; `collector --help` lists all.',
    );
}

function readPort(text = ''): number {
  const port = Number(text || 8787);
  if (!/^\d*$/.test(text) || port > 65_535)
    throw invalid(`SU_PORT is "${text}".`, 'Use a number from 0 to 65535.');
  return port;
}

function readDatabaseUrl(text: string): string {
  if (!URL.canParse(text) || !['postgres:', 'postgresql:'].includes(new URL(text).protocol))
    throw invalid(
      'SU_DATABASE_URL is no PostgreSQL address.',
      'Write it as postgresql://user:password@host/database.',
    );
  return text;
}

function readToken(text: string): string {
  if (text.length < MIN_TOKEN_LENGTH)
    throw invalid(
      `SU_BOOTSTRAP_TOKEN is shorter than ${MIN_TOKEN_LENGTH} characters.`,
      'Make one with `openssl rand -hex 32`.',
    );
  return text;
}

function readRetention(env: NodeJS.ProcessEnv): Partial<RetentionSettings> {
  const given = RETENTION_VARIABLES.flatMap(({ name, setting }) => {
    const text = env[name];
    if (!text) return [];
    if (!/^\d{1,5}$/.test(text) || Number(text) < 1 || Number(text) > MOST_DAYS)
      throw invalid(`${name} is "${text}".`, `Use a whole number of days from 1 to ${MOST_DAYS}.`);
    return [[setting, Number(text)] as const];
  });
  return Object.fromEntries(given);
}

/** Machines find it in a script and in a source of apt, where some characters mean something. */
function readPublicUrl(text: string): string {
  if (!/^https?:\/\/[a-z0-9.:[\]-]+(\/[\w.~/-]*)?$/i.test(text) || !URL.canParse(text))
    throw invalid(
      `SU_PUBLIC_URL is "${text}", which is no plain web address.`,
      'Write it as https://host or http://host:port, if need be with a path.',
    );
  return new URL(text).href.replace(/\/+$/, '');
}

function readRegistries(text = ''): ReadonlyMap<string, URL> | null {
  if (text === 'off') return null;
  const allowed = readAllowed(text);
  if (!allowed)
    throw invalid(
      `SU_REGISTRIES is "${text}".`,
      'List hosts with their ports, with http:// before those without TLS; or write off.',
    );
  return allowed;
}

const readFolders = (text: string): string[] =>
  text.split(':').flatMap((folder) => (folder === '' ? [] : [resolve(folder)]));

function readProxies(text = ''): string[] {
  const proxies = text.split(/[\s,]+/).filter((each) => each !== '');
  const wrong = proxies.find((each) => !isAddressOrNetwork(each));
  if (wrong !== undefined)
    throw invalid(
      `SU_TRUST_PROXY has "${wrong}", which is no address and no network.`,
      'List the addresses of your proxies, or networks as 10.0.0.0/8; the whole internet is no proxy.',
    );
  return proxies;
}

function isAddressOrNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const bits = { 4: 32, 6: 128 }[isIP(address)];
  if (bits === undefined || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) >= 1 && Number(prefix) <= bits);
}

function readLevel(text = ''): string {
  const level = text || 'info';
  if (!LOG_LEVELS.includes(level))
    throw invalid(`SU_LOG_LEVEL is "${text}".`, `Use one of ${LOG_LEVELS.join(', ')}.`);
  return level;
}

const invalid = (message: string, next: string) => new Problem('config_invalid', message, next);
