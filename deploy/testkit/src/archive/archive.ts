import { createHash } from 'node:crypto';
import { copyFile, link, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { formatStanza } from '@suivi/deb';
import { type BuiltPackage, buildPackage, readPackage } from './deb.ts';
import { type IndexEntry, type SuiteHead, writeDists } from './dists.ts';
import type { SigningKey } from './key.ts';
import type { PackageSpec } from './package.ts';

export interface SuiteSpec extends SuiteHead {
  packages: PackageSpec[];
  /** Paths of packages that are built already. */
  debs?: string[];
}

/**
 * Writes a signed archive (pool/, dists/ and the public key key.asc) that apt can use through file:, copy: or
 * HTTP. Writing again into the same directory publishes anew. All packages of a suite are in its first component.
 */
export async function writeArchive(directory: string, suites: SuiteSpec[], key: SigningKey): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'key.asc'), key.publicKey);
  await Promise.all(suites.map((suite) => writeSuite(directory, suite, suite.signWith ?? key)));
}

async function writeSuite(directory: string, suite: SuiteSpec, key: SigningKey) {
  const { packages: specs, debs = [] } = suite;
  const packages = await Promise.all([...specs.map(buildPackage), ...debs.map(readPackage)]);
  const entries = await Promise.all(packages.map((built) => publish(directory, suite, built)));
  await writeDists(directory, suite, entries, key);
}

async function publish(
  directory: string,
  suite: SuiteSpec,
  { control, fileName, path, phasedPercentage }: BuiltPackage,
): Promise<IndexEntry> {
  const bytes = await readFile(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const pool = join('pool', suite.damage ? suite.name : sha256.slice(0, 12), fileName);
  const text = formatStanza({
    ...control,
    'Phased-Update-Percentage': phasedPercentage,
    Filename: pool,
    Size: bytes.length,
    SHA256: sha256,
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
