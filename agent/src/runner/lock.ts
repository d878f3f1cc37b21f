import { link, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lockHolder, lockNumbers } from '../domain/runner-lock.ts';
import { isErrno, makeDirectory } from '../host/files.ts';
import { ownIdentity } from '../host/process.ts';

/** Gives the lock back. */
export type Release = () => Promise<void>;

/**
 * Takes the runner's lock; null while a living process holds it. Every owner makes the file with the next higher number,
 * which only one can do, and afterwards removes the lower ones; so a dead owner needs no removal that two could race for.
 */
export async function takeLock(directory: string): Promise<Release | null> {
  await makeDirectory(directory, 0o755);
  if (await lockHolder(directory)) return null;
  const number = ((await lockNumbers(directory))[0] ?? 0) + 1;
  const path = join(directory, String(number));
  if (!(await claim(path))) return null;
  const numbers = await lockNumbers(directory);
  if (numbers[0] !== number) {
    await rm(path, { force: true });
    return null;
  }
  for (const lower of numbers.slice(1)) await rm(join(directory, String(lower)), { force: true });
  return () => truncate(path);
}

async function claim(path: string): Promise<boolean> {
  const own = `${path}.${process.pid}`;
  await writeFile(own, JSON.stringify(await ownIdentity()), { mode: 0o644 });
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}
