import { constants } from 'node:fs';
import { access, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDirectory } from '../sections.ts';

/** Does something with a folder for apt's package cache: the agent's own one where it is ours, else one for this time. */
export async function withCacheDirectory<T>(
  stateDir: string,
  task: (cacheDir: string) => Promise<T>,
): Promise<T> {
  const own = await isOwn(stateDir);
  const cacheDir = own ? cacheDirectory(stateDir) : await mkdtemp(join(tmpdir(), 'suivi-agent-'));
  try {
    return await task(cacheDir);
  } finally {
    if (!own) await rm(cacheDir, { recursive: true, force: true });
  }
}

/** Another user's files in the agent's cache would be in its way. */
async function isOwn(stateDir: string): Promise<boolean> {
  try {
    await access(stateDir, constants.W_OK);
    return (await stat(stateDir)).uid === process.geteuid?.();
  } catch {
    return false;
  }
}
