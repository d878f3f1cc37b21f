import { createHash } from 'node:crypto';
import { copyFile, link, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { foreignArchitecture, nativeArchitecture } from './architecture.ts';
import { type BuiltPackage, buildPackage } from './deb.ts';
import { type SigningKey, signRelease } from './key.ts';
import type { PackageSpec } from './package.ts';
import { formatRelease, type ReleaseFields } from './release.ts';
import { formatStanza } from './stanza.ts';

/** The identity of a suite and what is wrong with it. */
export interface SuiteHead extends ReleaseFields {
  /** Where it stands below dists/. */
  name: string;
  /** Signs in place of the archive's own key. */
  signWith?: SigningKey;
  /**
   * index: the index differs from what Release says; deb: the files differ from what the index says;
   * missing-deb: the index names files that are not there.
   */
  damage?: 'index' | 'deb' | 'missing-deb';
}

export interface SuiteSpec extends SuiteHead {
  packages: PackageSpec[];
}

/**
 * Writes a signed archive (pool/, dists/ and the public key key.asc) that apt can use through file:, copy: or
 * HTTP. All packages of a suite are in its first component.
 */
export async function writeArchive(directory: string, suites: SuiteSpec[], key: SigningKey): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'key.asc'), key.publicKey);
  await Promise.all(suites.map((suite) => writeSuite(directory, suite, suite.signWith ?? key)));
}

async function writeSuite(directory: string, suite: SuiteSpec, key: SigningKey) {
  const packages = await Promise.all(suite.packages.map(buildPackage));
  const stanzas = await Promise.all(packages.map((built) => publish(directory, suite, built)));
  await writeDists(directory, suite, stanzas, key);
}

/** A package's paragraph in an index, with the architecture that it belongs to. */
export interface IndexEntry {
  architecture: string;
  text: string;
}

/** Writes the indexes and the signed Release of one suite. */
export async function writeDists(
  directory: string,
  suite: SuiteHead,
  entries: IndexEntry[],
  key: SigningKey,
): Promise<void> {
  const architectures = [await nativeArchitecture(), await foreignArchitecture()];
  const components = suite.components ?? ['main'];
  const indexes = new Map<string, string>();
  for (const component of components) {
    for (const architecture of architectures) {
      const own =
        component === components[0]
          ? entries.filter((entry) => [architecture, 'all'].includes(entry.architecture))
          : [];
      indexes.set(`${component}/binary-${architecture}/Packages`, own.map((entry) => entry.text).join('\n'));
    }
  }
  const release = formatRelease(suite, architectures, indexes);
  const { inRelease, detached } = await signRelease(release, key);
  const files = new Map([
    ...indexes,
    ['Release', release],
    ['InRelease', inRelease],
    ['Release.gpg', detached],
  ]);
  for (const [path, content] of files) {
    const target = join(directory, 'dists', suite.name, path);
    await mkdir(dirname(target), { recursive: true });
    const damaged = suite.damage === 'index' && indexes.has(path);
    await writeFile(target, damaged ? `${content}\nPackage: half-written\n` : content);
  }
}

async function publish(
  directory: string,
  suite: SuiteSpec,
  { control, fileName, path, spec }: BuiltPackage,
): Promise<IndexEntry> {
  const pool = join('pool', suite.damage ? suite.name : 'main', fileName);
  const bytes = await readFile(path);
  const text = formatStanza({
    ...control,
    'Phased-Update-Percentage': spec.phasedPercentage,
    Filename: pool,
    Size: bytes.length,
    SHA256: createHash('sha256').update(bytes).digest('hex'),
  });
  const target = join(directory, pool);
  await mkdir(dirname(target), { recursive: true });
  if (suite.damage === 'deb') await writeFile(target, bytes.fill(0xff, bytes.length - 64));
  else if (suite.damage !== 'missing-deb') await linkOrCopy(path, target);
  return { architecture: String(control['Architecture']), text };
}

/** Several suites may publish the same file, so that it is there already. */
async function linkOrCopy(from: string, to: string) {
  try {
    await link(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await copyFile(from, to);
  }
}
