import type { Stats } from 'node:fs';
import { fits } from '@suivi/shared';
import type { Static, TSchema } from 'typebox';
import { isErrno, readPlainFile } from '../host/files.ts';

const MAX_BYTES = 64 * 1024;

/** What a file that only its owner may change says, or why it cannot be believed. */
export type Trusted<T> = { readonly value: T } | { readonly problem: string };

/** Reads JSON of a shape from a file that belongs to root, or to the user of this process, and that nobody else may write. */
export async function readTrusted<S extends TSchema>(path: string, schema: S): Promise<Trusted<Static<S>>> {
  try {
    const value: unknown = JSON.parse(await readPlainFile(path, MAX_BYTES, refuseForeign));
    return fits(schema, value) ? { value } : { problem: `${path} does not have the expected members.` };
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return { problem: `${path} does not exist.` };
    return { problem: `${path} cannot be used: ${(error as Error).message}` };
  }
}

function refuseForeign({ uid, mode }: Stats): string | null {
  if (uid !== 0 && uid !== process.geteuid?.()) return 'It belongs to another user.';
  return mode & 0o022 ? 'Others may write to it.' : null;
}
