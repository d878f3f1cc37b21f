import type { Scope } from '@suivi/shared';
import { makeClient } from '../bootstrap.ts';
import { readConfig } from '../config.ts';
import { openConfiguredStore } from '../serve.ts';

/** `collector create-client`: prints the token alone, so that a script can take it. */
export async function createClientCommand(
  env: NodeJS.ProcessEnv,
  name: string,
  scopes: readonly Scope[],
): Promise<void> {
  const { store } = await openConfiguredStore(readConfig(env));
  try {
    console.log(await makeClient(store.clients, name, scopes));
  } finally {
    await store.close();
  }
}
