import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, readFile, rename, rm, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Owner } from './foreign-owner.ts';

const TEMPORARY = /^\.tmp-[0-9a-f]{12}-/;

/** Whether an error is a system error with one of these codes, e.g. ENOENT. */
export const isErrno = (error: unknown, ...codes: string[]): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));

/** The text of a file; null when there is none. */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  }
}

/** Makes a directory and its parents, for the owner alone unless `mode` says otherwise. */
export const makeDirectory = async (path: string, mode = 0o700): Promise<void> => {
  await mkdir(path, { recursive: true, mode });
};

/** Makes the entries of a directory durable: a rename in it survives a power cut. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes a whole file so that after a crash either the old or the new content is there: a temporary file beside it,
 * fsync, rename, fsync of the directory. `durable: 'content'` leaves out the latter, which needs the right to read the
 * directory; `durable: false` leaves out both. With an `owner` the file belongs to that user from the start: what root writes
 * into a directory of another user's has a new name there, which leads nowhere else, until it is renamed.
 */
export async function writeWhole(
  path: string,
  data: string | Uint8Array,
  {
    mode = 0o600,
    durable = true,
    owner = null,
  }: { mode?: number; durable?: boolean | 'content'; owner?: Owner | null } = {},
): Promise<void> {
  const directory = dirname(path);
  const temporary = join(directory, `.tmp-${randomBytes(6).toString('hex')}-${basename(path)}`);
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      if (owner) await handle.chown(owner.uid, owner.gid);
      await handle.writeFile(data);
      if (durable) await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  if (durable === true) await syncDirectory(directory);
}

/** Removes what `writeWhole` left in a directory when it was cut off. */
export async function removeTemporaryFiles(directory: string): Promise<void> {
  for (const name of await readdir(directory))
    if (TEMPORARY.test(name)) await rm(join(directory, name), { force: true, recursive: true });
}

/** The same, of what was to become this one file; a folder that is not there is fine. */
export async function removeTemporaryOf(path: string): Promise<void> {
  const [directory, name] = [dirname(path), basename(path)];
  const names = await readdir(directory).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) return [];
    throw error;
  });
  for (const each of names)
    if (each.replace(TEMPORARY, '') === name && each !== name) await removeFile(join(directory, each));
}

/**
 * Reads a regular file of at most `maxBytes`. Does not follow a symbolic link and never waits on a pipe. `refuse` may
 * give a reason why the file is of no use. Throws `NotAPlainFile` for anything else, and system errors such as ENOENT.
 */
export async function readPlainFile(
  path: string,
  maxBytes: number,
  refuse: (stat: Stats) => string | null = () => null,
): Promise<string> {
  let handle: FileHandle;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (isErrno(error, 'ELOOP', 'ENXIO')) throw new NotAPlainFile('It is not a regular file.');
    throw error;
  }
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new NotAPlainFile('It is not a regular file.');
    const reason = refuse(stat);
    if (reason !== null) throw new NotAPlainFile(reason);
    return await readAtMost(handle, stat.size, maxBytes);
  } finally {
    await handle.close();
  }
}

/** The file may grow while it is read, so its size alone proves nothing. */
async function readAtMost(handle: FileHandle, size: number, maxBytes: number): Promise<string> {
  const buffer = Buffer.alloc(Math.min(size, maxBytes) + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) return buffer.toString('utf8', 0, length);
    length += bytesRead;
  }
  if (length > maxBytes) throw new NotAPlainFile(`It is larger than ${maxBytes} bytes.`);
  throw new NotAPlainFile('It is being written to.');
}

/** Whether there is something under this path. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false;
    throw error;
  }
}

/** The file is a directory, a link, a device, or too large. */
export class NotAPlainFile extends Error {
  override readonly name = 'NotAPlainFile';
}

/** Removes a file; one that is not there is fine. */
export async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error;
  }
}
