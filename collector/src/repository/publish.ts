import type { ReleaseSigner, RepositoryFile } from '../domain/repository.ts';
import { byHash, formatRelease, indexFiles, SUITE } from './indexes.ts';
import { type OfferedPackage, poolPath } from './read-packages.ts';

/** How long a machine may rely on what the repository says: one that is kept away from a newer agent notices then. */
const VALID_MS = 14 * 24 * 3_600_000;

/** Everything that the repository serves, by path. */
export type Publication = ReadonlyMap<string, RepositoryFile>;

/** Makes the whole repository of these packages, signed at a time. `modified` is what clients ask by whether it has changed. */
export async function publish(
  packages: readonly OfferedPackage[],
  signer: ReleaseSigner,
  at: Date,
  modified: Date = at,
): Promise<Publication> {
  const files = new Map<string, RepositoryFile>();
  const add = (path: string, type: string, content: RepositoryFile['content'], isImmutable = false) =>
    files.set(path, { type, content, modified, isImmutable });

  const indexes = indexFiles(packages);
  const release = formatRelease(indexes, at, new Date(at.getTime() + VALID_MS));
  const { inRelease, detached } = await signer.sign(release, at);
  for (const [name, text] of Object.entries({
    Release: release,
    InRelease: inRelease,
    'Release.gpg': detached,
  }))
    add(`dists/${SUITE}/${name}`, 'text/plain; charset=utf-8', Buffer.from(text));
  for (const [path, content] of indexes) {
    const type = path.endsWith('.gz') ? 'application/gzip' : 'text/plain; charset=utf-8';
    add(`dists/${SUITE}/${path}`, type, content);
    add(`dists/${SUITE}/${byHash(path, content)}`, type, content, true);
  }
  for (const offered of packages) {
    const { path, size } = offered;
    add(poolPath(offered), 'application/vnd.debian.binary-package', { path, size }, true);
  }
  add('suivi.asc', 'application/pgp-keys', Buffer.from(signer.publicKey));
  return files;
}
