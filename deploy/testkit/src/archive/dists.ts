import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { foreignArchitecture, nativeArchitecture } from './architecture.ts';
import { type SigningKey, signRelease } from './key.ts';
import { formatRelease, type ReleaseFields } from './release.ts';

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
