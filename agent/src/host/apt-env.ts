import { constants } from 'node:fs';
import { access } from 'node:fs/promises';

/** The only directories in which apt, dpkg and their helpers are looked for. */
const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

/** Answers in English, no questions, no pagers, no restarts of services behind our back. */
const FIXED = {
  PATH,
  LC_ALL: 'C.UTF-8',
  DEBIAN_FRONTEND: 'noninteractive',
  APT_LISTCHANGES_FRONTEND: 'none',
  APT_LISTBUGS_FRONTEND: 'none',
  NEEDRESTART_MODE: 'l',
  UCF_FORCE_CONFFOLD: '1',
};

/** What passes from our own environment: where apt and dpkg live, and how they reach the network. */
const PASSED = [
  'APT_CONFIG',
  'DPKG_ROOT',
  'DPKG_ADMINDIR',
  'DPKG_DATADIR',
  'DPKG_FORCE',
  'HOME',
  'TMPDIR',
  'http_proxy',
  'https_proxy',
  'ftp_proxy',
  'no_proxy',
];

/** The environment for every call of apt and dpkg: the fixed part, and from `env` only what PASSED names. */
export function aptEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const passed = PASSED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  return { ...Object.fromEntries(passed), ...FIXED };
}

/**
 * A sentence when APT_CONFIG names a file that cannot be read, else null. apt only warns of that and goes on with the
 * settings of this system, so that it would answer for, or change, another root than the one that was meant.
 */
export async function aptConfigProblem(env: NodeJS.ProcessEnv): Promise<string | null> {
  const path = env['APT_CONFIG'];
  if (!path) return null;
  return access(path, constants.R_OK).then(
    () => null,
    () => `APT_CONFIG names ${path}, which cannot be read.`,
  );
}
