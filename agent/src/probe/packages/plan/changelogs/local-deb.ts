import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlannedChange } from '@suivi/shared';
import type { Fetch } from '../../parse-uris.ts';

/** Where the .deb of a step lies on this machine, readable: in apt's archive cache or in a source on disk; else null. */
export async function localDeb(
  { name, arch, to }: Pick<PlannedChange, 'name' | 'arch' | 'to'>,
  fetches: readonly Fetch[],
  archives: string,
): Promise<string | null> {
  const file = `${name}_${to?.replaceAll(':', '%3a')}_${arch}.deb`;
  const uri = fetches.find((entry) => entry.file === file)?.uri ?? '';
  const source = /^(?:file|copy):(?:\/\/(?=\/))?(\/.*)$/.exec(uri)?.[1];
  const path = source === undefined ? join(archives, file) : decoded(source);
  return access(path, constants.R_OK).then(
    () => path,
    () => null,
  );
}

/** A path whose name has a percent sign of its own stays as it is. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
