import { join } from 'node:path';
import { writeArchive } from '../archive/archive.ts';
import { generateSigningKey } from '../archive/key.ts';
import { cachedDirectory, kitHash } from '../cache.ts';
import { damagedSuites } from './damaged.ts';
import { distributions } from './flavours.ts';
import { offers } from './offers.ts';

/** The archives that all roots share, as directories. They are read-only: a test that publishes makes its own. */
export interface World {
  path: string;
  /** The public key of all archives, a Signed-By file. */
  key: string;
}

/** Builds the archives, or finds those that an earlier run has built. */
export async function openWorld(): Promise<World> {
  const path = await cachedDirectory('worlds', await kitHash(), async (draft) => {
    const [key, stranger] = await Promise.all([generateSigningKey('Lab'), generateSigningKey('Stranger')]);
    const { vendor, ...own } = offers;
    const archives = {
      ...distributions.debian,
      ...distributions.ubuntu,
      offers: Object.values(own),
      vendor: [vendor],
      damaged: damagedSuites(stranger),
    };
    await Promise.all(
      Object.entries(archives).map(([name, suites]) => writeArchive(join(draft, name), suites, key)),
    );
  });
  return { path, key: join(path, 'debian/key.asc') };
}
