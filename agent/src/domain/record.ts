import { fits } from '@suivi/shared';
import type { Static, TSchema } from 'typebox';
import { readPlainFile } from '../host/files.ts';

/** What a file holds as JSON; null where there is none, or one that is larger than `maxBytes` or not of this shape. */
export async function readRecord<S extends TSchema>(
  path: string,
  schema: S,
  maxBytes: number,
): Promise<Static<S> | null> {
  try {
    const value: unknown = JSON.parse(await readPlainFile(path, maxBytes));
    return fits(schema, value) ? value : null;
  } catch {
    return null;
  }
}
