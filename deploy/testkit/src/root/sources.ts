import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatStanza } from '@suivi/deb';

/** A source of packages: a file in sources.list.d. */
export interface Source {
  /** The file's name without its ending. */
  name: string;
  /** A URI, or the path of an archive on this machine. */
  uri: string;
  suites: string[];
  components?: string[];
  /** The path of the public key. */
  signedBy?: string;
  enabled?: boolean;
  /** deb822 (.sources, the default) or the older one-line form (.list). */
  format?: 'deb822' | 'list';
}

/** Writes a source into a root and gives the file's path. */
export async function writeSource(dir: string, source: Source): Promise<string> {
  const format = source.format ?? 'deb822';
  const path = sourcePath(dir, source.name, format);
  await writeFile(path, format === 'list' ? oneLineForm(source) : deb822(source), { mode: 0o644 });
  return path;
}

/** Where the file of a source lies. */
export const sourcePath = (dir: string, name: string, format: NonNullable<Source['format']> = 'deb822') =>
  join(dir, 'etc/apt/sources.list.d', `${name}.${format === 'list' ? 'list' : 'sources'}`);

/** The copy: method, unlike file:, downloads: lists and archives fill as they do on a real machine. */
const uriOf = ({ uri }: Source) => (uri.startsWith('/') ? `copy:${uri}` : uri);

const componentsOf = ({ components = ['main'] }: Source) => components.join(' ');

const deb822 = (source: Source) =>
  formatStanza({
    Types: 'deb',
    URIs: uriOf(source),
    Suites: source.suites.join(' '),
    Components: componentsOf(source),
    Enabled: source.enabled === false ? 'no' : undefined,
    'Signed-By': source.signedBy,
  });

function oneLineForm(source: Source) {
  const options = source.signedBy ? `[signed-by=${source.signedBy}] ` : '';
  const comment = source.enabled === false ? '# ' : '';
  return source.suites
    .map((suite) => `${comment}deb ${options}${uriOf(source)} ${suite} ${componentsOf(source)}\n`)
    .join('');
}
