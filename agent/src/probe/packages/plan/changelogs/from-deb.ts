import { aptEnvironment } from '../../../../host/apt-env.ts';
import { gunzip } from '../../../../host/gunzip.ts';
import { runPiped } from '../../../../host/pipe.ts';

const TIMEOUT_MS = 30_000;
const MAX_PACKED_BYTES = 8 * 1024 * 1024;
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * The changelog inside a .deb (Debian policy 12.7): changelog.Debian.gz, or changelog.gz of a native package, whose
 * changelog is all its own. Null when the file cannot be read or has none. Nothing is unpacked to disk.
 */
export async function changelogInDeb(
  path: string,
  name: string,
  env: NodeJS.ProcessEnv,
): Promise<string | null> {
  for (const file of ['changelog.Debian.gz', 'changelog.gz']) {
    const packed = await runPiped(
      { file: 'dpkg-deb', args: ['--fsys-tarfile', path] },
      { file: 'tar', args: ['-xO', '--occurrence=1', '-f', '-', `./usr/share/doc/${name}/${file}`] },
      { env: aptEnvironment(env), timeoutMs: TIMEOUT_MS, maxBytes: MAX_PACKED_BYTES },
    );
    const text = packed && packed.length > 0 ? await unpacked(packed) : null;
    if (text !== null) return text;
  }
  return null;
}

const unpacked = (bytes: Buffer): Promise<string | null> =>
  gunzip(bytes, MAX_BYTES).then(
    (text) => text.toString('utf8'),
    () => null,
  );
