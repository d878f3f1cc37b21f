import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DAY = 24 * 60 * 60 * 1000;
const root = join(tmpdir(), `suivi-testkit-${userInfo().uid}`);

/** The sha256, as 16 hex digits, of any JSON value or bytes. */
export function contentHash(...parts: unknown[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part instanceof Uint8Array ? part : JSON.stringify(part));
  return hash.digest('hex').slice(0, 16);
}

/**
 * A directory that is built once and kept across runs under a key, and its path.
 * It appears whole or not at all; of several processes that build it at once, the first to finish wins.
 * Directories of the same kind that nobody has asked for during a day are removed.
 */
export async function cachedDirectory(
  kind: string,
  key: string,
  build: (path: string) => Promise<void>,
): Promise<string> {
  const path = join(root, kind, key);
  if (existsSync(path)) {
    await utimes(path, new Date(), new Date());
    return path;
  }
  await mkdir(dirname(path), { recursive: true });
  await removeStale(dirname(path));
  const draft = await mkdtemp(`${path}.draft-`);
  try {
    await chmod(draft, 0o755);
    await build(draft);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    if (!existsSync(path)) throw error;
  }
  return path;
}

async function removeStale(directory: string) {
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > DAY) await rm(path, { recursive: true, force: true });
  }
}

let pack: Promise<string> | undefined;
let kit: Promise<string> | undefined;

/** A hash of what makes packages. */
export function packHash(): Promise<string> {
  pack ??= hashSource(dirname(fileURLToPath(import.meta.resolve('@suivi/deb'))));
  return pack;
}

/** A hash of this package's own source and that of `packHash`, so that what it built is built again when it has changed. */
export function kitHash(): Promise<string> {
  kit ??= Promise.all([packHash(), hashSource(import.meta.dirname)]).then((hashes) => contentHash(...hashes));
  return kit;
}

async function hashSource(directory: string) {
  const names = (await readdir(directory, { recursive: true })).filter((name) => name.endsWith('.ts')).sort();
  return contentHash(...(await Promise.all(names.map((name) => readFile(join(directory, name))))));
}
