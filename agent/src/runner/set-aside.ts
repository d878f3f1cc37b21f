import { readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isErrno } from '../host/files.ts';

const KEPT = 100;

/** Moves a file, link or directory out of the way, for a person to look at. The oldest go when there are too many. */
export async function setAside(directory: string, path: string): Promise<void> {
  const time = new Date().toISOString().replaceAll(/[^0-9TZ]/g, '');
  try {
    await rename(path, join(directory, `${time}-${process.hrtime.bigint()}-${basename(path).slice(-100)}`));
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error;
  }
  const names = (await readdir(directory)).sort();
  for (const name of names.slice(0, Math.max(0, names.length - KEPT)))
    await rm(join(directory, name), { recursive: true, force: true });
}
