import { readFileSync } from 'node:fs';
import { MasterKey, readMasterKey } from './master-key.ts';
import { isChanging, nextKeyFile, promoteNextKey } from './next-key.ts';

/** Where the master key, and the one that is to follow it, may be. */
export interface KeyPlaces {
  readonly masterKey: string | null;
  readonly nextMasterKey: string | null;
  readonly masterKeyFile: string;
}

/**
 * The master key of a database of which `sealed` is one value: the present key, or the next one where a change of the key
 * was cut off after the database had it. Throws Problem `master_key_wrong` when it is neither.
 */
export function findMasterKey(
  { masterKey, nextMasterKey, masterKeyFile }: KeyPlaces,
  sealed: string | null,
): { key: MasterKey; isNext: boolean } {
  const key = readMasterKey(masterKey, masterKeyFile);
  if (sealed === null || key.opens(sealed)) return { key, isNext: false };
  const next = nextOf({ masterKey, nextMasterKey, masterKeyFile });
  // Says what is wrong.
  if (!next?.opens(sealed)) key.open(sealed);
  if (masterKey === null) promoteNextKey(masterKeyFile);
  return { key: next as MasterKey, isNext: true };
}

function nextOf({ masterKey, nextMasterKey, masterKeyFile }: KeyPlaces): MasterKey | null {
  if (masterKey !== null)
    return nextMasterKey === null ? null : new MasterKey(nextMasterKey, 'SU_NEW_MASTER_KEY');
  if (!isChanging(masterKeyFile)) return null;
  const file = nextKeyFile(masterKeyFile);
  return new MasterKey(readFileSync(file, 'utf8').trim(), file);
}
