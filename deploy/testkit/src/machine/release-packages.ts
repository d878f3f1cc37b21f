import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedDirectory, contentHash } from '../cache.ts';
import { ensure } from '../root/process.ts';
import { baseTree } from './base-tree.ts';
import { debianMirror } from './mirror-address.ts';

/**
 * The paths of the .debs that Debian 12 itself has of these packages, with what they need beyond what machines have: for an archive
 * of a test's own, because machines reach no other. Fetched once and kept. Ask `machineProblem` first.
 */
export async function releasePackages(names: readonly string[]): Promise<string[]> {
  const tree = await baseTree('bookworm');
  const made = await cachedDirectory('release-packages', contentHash(tree, names), async (draft) => {
    const places = {
      'Dir::State': join(draft, 'state'),
      'Dir::State::status': join(tree, 'tree/var/lib/dpkg/status'),
      'Dir::Cache': join(draft, 'cache'),
      'Dir::Etc::sourcelist': join(draft, 'sources.list'),
      'Dir::Etc::sourceparts': '-',
      'APT::Sandbox::User': 'root',
    };
    const options = Object.entries(places).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    for (const folder of ['state', 'cache/archives/partial'])
      await mkdir(join(draft, folder), { recursive: true });
    await writeFile(join(draft, 'sources.list'), `deb ${await debianMirror()} bookworm main\n`);
    const aptGet = (...args: string[]) =>
      ensure('apt-get', ['-qq', '-y', ...options, ...args], { timeoutMs: 120_000 });
    await aptGet('update');
    await aptGet('install', '--download-only', '--no-install-recommends', ...names);
  });
  const folder = join(made, 'cache/archives');
  return (await readdir(folder)).filter((name) => name.endsWith('.deb')).map((name) => join(folder, name));
}
