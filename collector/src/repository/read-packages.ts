import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { parseControl } from './parse-control.ts';

/** A package file on disk. */
export interface DebFile {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** A package of the agent, ready to be offered. */
export interface OfferedPackage extends DebFile {
  readonly version: string;
  /** Its control fields as they stand in the package. */
  readonly control: string;
  readonly sha256: string;
}

/** Why a file is not offered, as a sentence. */
export interface LeftOut {
  readonly path: string;
  readonly reason: string;
}

const NAME = 'suivi-agent';
/** A field of a control file is short; what is longer is no package of ours. */
const CONTROL_BYTES = 64 * 1024;
const DPKG_DEB_MS = 30_000;

/** The files in some folders that call themselves the agent's, by name. A folder that is not there holds none. */
export async function listDebs(folders: readonly string[]): Promise<DebFile[]> {
  const files: DebFile[] = [];
  for (const folder of folders)
    for (const name of (await readdir(folder).catch(() => [])).sort()) {
      if (!name.startsWith(NAME) || !name.endsWith('.deb')) continue;
      const path = join(folder, name);
      const found = await stat(path).catch(() => null);
      if (found?.isFile()) files.push({ path, size: found.size, mtimeMs: found.mtimeMs });
    }
  return files;
}

/**
 * Reads and hashes the files. Only packages of the agent, for every architecture, are offered: a repository that every machine
 * trusts is no place for others. Of two with one version the first counts, for apt takes it that they are the same.
 */
export async function readPackages(
  files: readonly DebFile[],
): Promise<{ packages: OfferedPackage[]; leftOut: LeftOut[] }> {
  const packages = new Map<string, OfferedPackage>();
  const leftOut: LeftOut[] = [];
  for (const file of files) {
    const read = await readPackage(file).catch((error: Error) => `It cannot be read: ${firstLine(error)}`);
    if (typeof read === 'string') leftOut.push({ path: file.path, reason: read });
    else if (!packages.has(read.version)) packages.set(read.version, read);
    else if (packages.get(read.version)?.sha256 !== read.sha256)
      leftOut.push({ path: file.path, reason: `Version ${read.version} is offered from another file.` });
  }
  return { packages: [...packages.values()], leftOut };
}

async function readPackage(file: DebFile): Promise<OfferedPackage | string> {
  const options = { maxBuffer: CONTROL_BYTES, timeout: DPKG_DEB_MS, env: { PATH: process.env.PATH } };
  const { stdout } = await promisify(execFile)('dpkg-deb', ['--field', file.path], options);
  const { name, version, architecture } = parseControl(stdout);
  if (name !== NAME || architecture !== 'all' || version === null)
    return `It is ${name ?? 'nameless'} (${architecture}), not ${NAME} (all).`;
  return { ...file, version, control: stdout.trim(), sha256: await hash(file) };
}

async function hash({ path, size }: DebFile): Promise<string> {
  const sum = createHash('sha256');
  let bytes = 0;
  await pipeline(createReadStream(path), async (chunks) => {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      sum.update(chunk);
    }
  });
  if (bytes !== size) throw new Error('it changed while it was read');
  return sum.digest('hex');
}

const firstLine = ({ message }: Error) => message.trim().split('\n').at(-1)?.slice(0, 300);

/** Where a package stands in the repository: the hash keeps two builds of one version apart. */
export const poolPath = ({ path, sha256 }: Pick<OfferedPackage, 'path' | 'sha256'>): string =>
  `pool/${sha256.slice(0, 12)}/${basename(path).replaceAll(/[^\w.+~-]/g, '_')}`;
