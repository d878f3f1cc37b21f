import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatStanza } from '@suivi/deb';
import { nativeArchitecture } from '../archive/architecture.ts';
import { cachedDirectory, contentHash, kitHash } from '../cache.ts';
import { copyRoot } from '../root/create.ts';
import { sandboxEnvironment } from '../root/environment.ts';
import { ensure } from '../root/process.ts';
import type { SandboxRoot } from '../root/sandbox-root.ts';
import { writeSource } from '../root/sources.ts';
import { dropPackageCache, writeSkeleton } from '../root/template.ts';
import { installedVersion, scaledSuites, writeScaledArchive } from './archive.ts';
import { fabricatePackages, type Scale, type ScaledPackage } from './packages.ts';

/**
 * A root with many installed and pending packages, for benchmarks: real plans, but nothing can be downloaded.
 * The first one of a scale takes seconds to make, the next ones well under a second.
 */
export async function scaledRoot(options: Partial<Scale> = {}): Promise<SandboxRoot> {
  const scale = { installed: 2000, pending: 300, available: 8000, ...options };
  const packages = fabricatePackages(scale, await nativeArchitecture());
  const key = contentHash(scale, await kitHash());
  const archive = await cachedDirectory('scaled-archives', key, (path) => writeScaledArchive(path, packages));
  const template = await cachedDirectory('scaled-templates', key, async (path) => {
    await writeSkeleton(path);
    await writeSource(path, {
      name: 'scale',
      uri: archive,
      suites: scaledSuites,
      signedBy: join(archive, 'key.asc'),
    });
    await writeInstalled(
      path,
      packages.filter((item) => item.installed),
    );
    await ensure('apt-get', ['-qq', 'update'], { env: sandboxEnvironment(path) });
    await dropPackageCache(path);
  });
  return copyRoot(template);
}

/** Fills dpkg's database as if the packages had been unpacked: status, file lists, apt's automatic marks. */
async function writeInstalled(dir: string, packages: ScaledPackage[]) {
  const status = packages.map(({ control }) => {
    const { Package, ...rest } = control(installedVersion);
    return formatStanza({ Package, Status: 'install ok installed', ...rest });
  });
  const marks = packages
    .filter((item) => item.automatic)
    .map(({ name, control }) =>
      formatStanza({ Package: name, Architecture: control('')['Architecture'], 'Auto-Installed': 1 }),
    );
  await mkdir(join(dir, 'var/lib/apt'), { recursive: true });
  await writeFile(join(dir, 'var/lib/dpkg/status'), status.join('\n'));
  await writeFile(join(dir, 'var/lib/apt/extended_states'), marks.join('\n'));
  for (const { name } of packages) {
    const base = join(dir, 'var/lib/dpkg/info', name);
    await writeFile(`${base}.list`, `/.\n/usr\n/usr/share\n/usr/share/${name}\n`);
    await writeFile(`${base}.md5sums`, `d41d8cd98f00b204e9800998ecf8427e  usr/share/${name}\n`);
  }
}
