import { dirname } from 'node:path';
import { runText } from '../host/exec.ts';

/** Where apt and dpkg keep what the runner looks at. All paths are absolute. */
export interface Places {
  /** `/`, or the root of a sandbox. */
  readonly root: string;
  /** dpkg's database. */
  readonly adminDir: string;
  /** Downloaded packages. */
  readonly archives: string;
}

const ASKED = ['status', 'Dir::State::status/f', 'archives', 'Dir::Cache::archives/d'];

/** Asks apt for its paths; where it cannot tell them, those of every Debian. `env` is the environment for apt. */
export async function readPlaces(env: Record<string, string>): Promise<Places> {
  const { value } = await runText('apt-config', ['shell', ...ASKED], { env });
  const found = new Map(
    [...value.matchAll(/^(\w+)='(.*)'$/gm)].map(([, name = '', path = '']) => [name, path]),
  );
  return {
    root: env['DPKG_ROOT'] || '/',
    adminDir: dirname(found.get('status') || '/var/lib/dpkg/status'),
    archives: (found.get('archives') || '/var/cache/apt/archives').replace(/(.)\/+$/, '$1'),
  };
}
