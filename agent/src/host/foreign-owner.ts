import { stat } from 'node:fs/promises';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * To whom a file in a directory should belong, when we are root and the directory is somebody else's; null when it is ours, or
 * we have no choice. Becoming that user meanwhile is no way: Debian 13's Node refuses to (CVE-2024-22017).
 */
export async function foreignOwner(directory: string): Promise<Owner | null> {
  const { uid, gid } = await stat(directory);
  return process.geteuid?.() === 0 && uid !== 0 ? { uid, gid } : null;
}
