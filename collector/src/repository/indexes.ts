import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type OfferedPackage, poolPath } from './read-packages.ts';

export const SUITE = 'stable';
const COMPONENT = 'main';
/** Those of Debian 12 and 13 and of Raspberry Pi OS. The agent is the same on each. */
const ARCHITECTURES = ['amd64', 'arm64', 'armel', 'armhf', 'i386', 'mips64el', 'ppc64el', 'riscv64', 's390x'];

/** The indexes by their path below `dists/stable/`. Packages for all architectures stand in each, as in Debian's own archive. */
export function indexFiles(packages: readonly OfferedPackage[]): Map<string, Buffer> {
  const plain = Buffer.from(packages.map(stanza).join('\n'));
  const packed = gzipSync(plain, { level: 9 });
  return new Map(
    ['all', ...ARCHITECTURES].flatMap((architecture) => {
      const path = `${COMPONENT}/binary-${architecture}/Packages`;
      return [
        [path, plain],
        [`${path}.gz`, packed],
      ];
    }),
  );
}

const stanza = (offered: OfferedPackage) =>
  `${offered.control}\nFilename: ${poolPath(offered)}\nSize: ${offered.size}\nSHA256: ${offered.sha256}\n`;

/** The path of an index by its hash, beside its usual one. */
export const byHash = (path: string, content: Buffer): string =>
  path.replace(/[^/]+$/, `by-hash/SHA256/${sha256(content)}`);

/** The text of the Release file over the indexes. */
export function formatRelease(indexes: ReadonlyMap<string, Buffer>, at: Date, validUntil: Date): string {
  const hashes = [...indexes].map(([path, content]) => ` ${sha256(content)} ${content.length} ${path}`);
  return [
    'Origin: Suivi',
    'Label: Suivi',
    `Suite: ${SUITE}`,
    `Codename: ${SUITE}`,
    `Date: ${at.toUTCString()}`,
    `Valid-Until: ${validUntil.toUTCString()}`,
    'Acquire-By-Hash: yes',
    'No-Support-for-Architecture-all: Packages',
    `Architectures: all ${ARCHITECTURES.join(' ')}`,
    `Components: ${COMPONENT}`,
    'Description: The agents of this Suivi collector',
    'SHA256:',
    ...hashes,
    '',
  ].join('\n');
}

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
