import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { MasterKey } from './master-key.ts';

/** Where a key lies that is about to take the place of the one in `file`. */
export const nextKeyFile = (file: string): string => `${file}.next`;

/** Whether a change of the key in this file has begun and not ended. */
export const isChanging = (file: string): boolean => existsSync(nextKeyFile(file));

/** The next key: what was begun with, or else `given`, or else a new one; it is on the disk when this returns. */
export function prepareNextKey(file: string, given: string | null): MasterKey {
  const next = nextKeyFile(file);
  if (given !== null) new MasterKey(given, 'SU_NEW_MASTER_KEY');
  if (!existsSync(next)) {
    // Whole or not there: half a key would be taken for one.
    const draft = `${next}.draft`;
    const text = `${given ?? randomBytes(32).toString('hex')}\n`;
    writeFileSync(draft, text, { mode: 0o600, flush: true });
    renameSync(draft, next);
    syncFolder(next);
  }
  return new MasterKey(readFileSync(next, 'utf8').trim(), next);
}

/** The next key takes its place. */
export function promoteNextKey(file: string): void {
  renameSync(nextKeyFile(file), file);
  syncFolder(file);
}

function syncFolder(file: string): void {
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
