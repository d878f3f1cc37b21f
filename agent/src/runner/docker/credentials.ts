import { join } from 'node:path';
import { readPlainFile } from '../../host/files.ts';

const MAX_BYTES = 1024 * 1024;

/** What root has to show to a registry. It never leaves this machine but to that registry, through the engine. */
export interface Credentials {
  /** The value of the engine's header X-Registry-Auth; null: nothing is known for this registry. */
  headerFor(registry: string): string | null;
}

/** Docker Hub's name in the file. */
const HUB = 'https://index.docker.io/v1/';

interface ConfigFile {
  readonly auths?: Readonly<Record<string, { readonly auth?: string; readonly identitytoken?: string }>>;
}

/** Reads what `docker login` has kept for root; a file that is not there or damaged holds nothing. */
export async function readCredentials(home: string): Promise<Credentials> {
  const auths = await readPlainFile(join(home, '.docker/config.json'), MAX_BYTES)
    .then(
      (text) => (JSON.parse(text) as ConfigFile).auths ?? {},
      () => ({}),
    )
    .catch(() => ({}));
  return {
    headerFor(registry) {
      const key = Object.keys(auths).find((name) => hostOf(name) === registry);
      const entry = key === undefined ? undefined : (auths as NonNullable<ConfigFile['auths']>)[key];
      const [username, ...password] = Buffer.from(entry?.auth ?? '', 'base64')
        .toString()
        .split(':');
      if (!username || key === undefined) return null;
      const config = entry?.identitytoken
        ? { identitytoken: entry.identitytoken, serveraddress: key }
        : { username, password: password.join(':'), serveraddress: key };
      return padded(Buffer.from(JSON.stringify(config)).toString('base64url'));
    },
  };
}

/** The engine wants the filling that base64url leaves out, and without it takes the header for nothing. */
const padded = (text: string): string => text.padEnd(Math.ceil(text.length / 4) * 4, '=');

const hostOf = (name: string): string =>
  name === HUB
    ? 'docker.io'
    : name
        .replace(/^https?:\/\//, '')
        .replace(/\/.*$/, '')
        .toLowerCase();
