import { readConfig } from '../config.ts';
import { openConfiguredStore } from '../serve.ts';

/** `collector migrate`: opening the store is what migrates it. */
export async function migrate(env: NodeJS.ProcessEnv): Promise<void> {
  const { store } = await openConfiguredStore(readConfig(env));
  await store.close();
  console.log('The database has the tables of this release.');
}
