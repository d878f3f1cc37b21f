import { Scope, sha256Hex, valuesOf } from '@suivi/shared';
import { v7 as uuidv7 } from 'uuid';
import type { ClientStore } from './domain/ports.ts';

/** Too little of a token to guess it. */
const PREFIX_LENGTH = 4;

/** Makes the client `bootstrap` with every scope and this token when there is no client yet. */
export async function bootstrap(clients: ClientStore, token: string): Promise<void> {
  const { items } = await clients.listClients({ limit: 1 });
  if (items.length > 0) return;
  await clients.createClient({
    id: uuidv7(),
    name: 'bootstrap',
    tokenPrefix: token.slice(0, PREFIX_LENGTH),
    tokenHash: sha256Hex(token),
    scopesJson: JSON.stringify(valuesOf(Scope)),
    createdAt: new Date().toISOString(),
    lastUsedAt: null,
    revokedAt: null,
    hermes: 0,
  });
}
