import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isThere, syncDirectory } from '../host/files.ts';

/** An id forgotten after so many others belongs to an order that expired long ago. */
const KEPT = 5000;

/** Notes, durably, that a job was taken, so that it is never taken again. */
export async function remember(directory: string, jobId: string): Promise<void> {
  await writeFile(join(directory, jobId), '', { mode: 0o644 });
  await syncDirectory(directory);
}

/** Whether a job was taken before. */
export const isRemembered = (directory: string, jobId: string): Promise<boolean> =>
  isThere(join(directory, jobId));

/** Forgets the oldest ids when there are too many. */
export async function forgetOld(directory: string, kept = KEPT): Promise<void> {
  const names = await readdir(directory);
  if (names.length <= kept) return;
  const times = new Map<string, number>();
  for (const name of names) times.set(name, (await stat(join(directory, name))).mtimeMs);
  names.sort((a, b) => times.get(a)! - times.get(b)!);
  for (const name of names.slice(0, names.length - kept)) await rm(join(directory, name), { force: true });
}
