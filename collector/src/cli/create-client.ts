import type { Scope } from '@suivi/shared';
import { v7 as uuidv7 } from 'uuid';
import { createToken } from '../api/token.ts';
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
    const { token, ...kept } = createToken('suivi_api');
    await store.clients.createClient({
      id: uuidv7(),
      name,
      ...kept,
      scopesJson: JSON.stringify(scopes),
      createdAt: new Date().toISOString(),
      lastUsedAt: null,
      revokedAt: null,
      hermes: 0,
    });
    console.log(token);
  } finally {
    await store.close();
  }
}
