import { type Config, readConfig } from '../config.ts';
import { Problem } from '../domain/problem.ts';
import { findMasterKey } from '../identity/find-master-key.ts';
import { MasterKey } from '../identity/master-key.ts';
import { prepareNextKey, promoteNextKey } from '../identity/next-key.ts';
import { openConfiguredStore } from '../serve.ts';
import type { Store } from '../store/index.ts';

/** `collector rotate-master-key`: seals everything under a new key. Throws Problem; nothing has changed then. */
export async function rotateMasterKeyCommand(env: NodeJS.ProcessEnv): Promise<void> {
  const config = readConfig(env);
  if (config.masterKey !== null && config.nextMasterKey === null)
    throw new Problem(
      'new_master_key_missing',
      'The master key comes from SU_MASTER_KEY, and there is no new one.',
      'Set SU_NEW_MASTER_KEY, too: openssl rand -hex 32',
    );
  const { store } = await openConfiguredStore(config);
  try {
    if (!(await store.use('alone')))
      throw new Problem(
        'collector_runs',
        'A collector uses this database, and would go on with the old key.',
        'Stop every collector of this database, then run this again.',
      );
    console.error(await rotate(config, store));
  } finally {
    await store.close();
  }
}

/** Gives a sentence on what was done. */
async function rotate(config: Config, store: Store): Promise<string> {
  const { key, isNext } = findMasterKey(config, await store.sealed.probe());
  if (isNext) return `A change of the master key that was cut off is done. ${afterwards(config)}`;
  const next =
    config.masterKey === null
      ? prepareNextKey(config.masterKeyFile, config.nextMasterKey)
      : new MasterKey(config.nextMasterKey as string, 'SU_NEW_MASTER_KEY');
  const count = await store.sealed.reseal((sealed) => next.seal(key.open(sealed)));
  if (config.masterKey === null) promoteNextKey(config.masterKeyFile);
  return `${count} secrets are sealed under the new master key. ${afterwards(config)}`;
}

const afterwards = ({ masterKey, masterKeyFile }: Config): string =>
  masterKey === null
    ? `It is in ${masterKeyFile}. Start the collector and make a new backup.`
    : 'Set SU_MASTER_KEY to it, unset SU_NEW_MASTER_KEY, start the collector, and make a new backup.';
