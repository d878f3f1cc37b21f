import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { foreignArchitecture } from '../archive/architecture.ts';
import { cachedDirectory, kitHash } from '../cache.ts';
import { distributions, type Flavour } from '../world/flavours.ts';
import { automatic, installed, removed } from '../world/installed.ts';
import { openWorld } from '../world/world.ts';
import { sandboxEnvironment, writeAptConfig } from './environment.ts';
import { ensure } from './process.ts';
import { writeSource } from './sources.ts';

const folders = [
  'etc/apt/apt.conf.d',
  'etc/apt/preferences.d',
  'etc/apt/sources.list.d',
  'etc/apt/trusted.gpg.d',
  'run',
  'tmp',
  'usr/bin',
  'usr/share',
  'var/cache/apt/archives/partial',
  'var/lib/apt/lists/partial',
  'var/lib/dpkg/info',
  'var/lib/dpkg/triggers',
  'var/lib/dpkg/updates',
  'var/log/apt',
];

/** Makes an empty root: no package is installed, no source is known. */
export async function writeSkeleton(dir: string): Promise<void> {
  for (const folder of folders) await mkdir(join(dir, folder), { recursive: true });
  await writeFile(join(dir, 'var/lib/dpkg/status'), '');
  await writeAptConfig(dir);
}

/** The root that new ones are copied from: lists fetched, the 1.0 packages installed. Built once and kept. */
export async function templateRoot(flavour: Flavour): Promise<string> {
  const world = await openWorld();
  return cachedDirectory('templates', `${flavour}-${await kitHash()}`, async (dir) => {
    await writeSkeleton(dir);
    for (const [name, suites] of Object.entries(distributions[flavour])) {
      const uri = join(world.path, name);
      await writeSource(dir, { name, uri, suites: suites.map((suite) => suite.name), signedBy: world.key });
    }
    await install(dir);
    await dropPackageCache(dir);
  });
}

async function install(dir: string) {
  const options = { env: sandboxEnvironment(dir) };
  const foreign = await foreignArchitecture();
  const wanted = installed.map(({ name, version, architecture }) =>
    architecture === 'foreign' ? `${name}:${foreign}=${version}` : `${name}=${version}`,
  );
  await ensure('dpkg', ['--add-architecture', foreign], options);
  await ensure('apt-get', ['-qq', 'update'], options);
  await ensure('apt-get', ['-qq', '-y', 'install', ...wanted], options);
  await ensure('apt-get', ['-qq', '-y', 'remove', ...removed], options);
  await ensure('apt-mark', ['-qq', 'auto', ...automatic], options);
}

/** Empties /var/cache/apt: its binary caches hold absolute paths, its downloads only cost time to copy. */
export async function dropPackageCache(dir: string) {
  await rm(join(dir, 'var/cache/apt'), { recursive: true });
  await mkdir(join(dir, 'var/cache/apt/archives/partial'), { recursive: true });
}
