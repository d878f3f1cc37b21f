import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as Type from 'typebox';
import { isErrno } from '../host/files.ts';
import { isAlive, type ProcessIdentity } from '../host/process.ts';
import { readRecord } from './record.ts';

const Owner = Type.Object({ pid: Type.Integer(), startTicks: Type.Integer(), bootId: Type.String() });
const OWNER_BYTES = 1000;

/** The numbers of the lock files in a directory, highest first: the highest one tells who holds the lock. */
export async function lockNumbers(directory: string): Promise<number[]> {
  try {
    const names = await readdir(directory);
    return names
      .filter((name) => /^\d{1,15}$/.test(name))
      .map(Number)
      .sort((a, b) => b - a);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return [];
    throw error;
  }
}

/** The living process that holds the runner's lock, or null. */
export async function lockHolder(directory: string): Promise<ProcessIdentity | null> {
  const [highest] = await lockNumbers(directory);
  if (highest === undefined) return null;
  const owner = await readRecord(join(directory, String(highest)), Owner, OWNER_BYTES);
  return owner && (await isAlive(owner)) ? owner : null;
}
