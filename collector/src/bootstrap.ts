import { Scope, sha256Hex, valuesOf } from '@suivi/shared';
import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { SYSTEM } from './domain/actor.ts';
import type { ClientStore } from './domain/clients.ts';
import { createToken } from './identity/token.ts';

/** Too little of a token to guess it. */
const PREFIX_LENGTH = 4;
const NAME = 'bootstrap';

/**
 * Makes the client `bootstrap` with every scope and this token, unless there is one. A token that was revoked stays so, and
 * another one takes the place of the first only once that is revoked; the log says when a token is not taken, and why.
 */
export async function bootstrap(
  clients: ClientStore,
  token: string,
  logger: Pick<Logger, 'info' | 'warn'>,
): Promise<void> {
  const tokenHash = sha256Hex(token);
  const holder = await clients.findClientByHash(tokenHash);
  if (holder?.revokedAt)
    return logger.warn(
      { clientId: holder.id },
      'SU_BOOTSTRAP_TOKEN has no effect: this token was revoked. Set another one, or unset the variable.',
    );
  if (holder) return;
  const present = await clients.findActiveClient(NAME);
  if (present)
    return logger.warn(
      { clientId: present.id },
      `SU_BOOTSTRAP_TOKEN has no effect: the API client ${NAME} has another token. To have the new one taken at the next ` +
        `start, revoke the old one with DELETE /api/api-clients/${present.id}; else unset the variable.`,
    );
  const id = uuidv7();
  const client = {
    id,
    name: NAME,
    tokenPrefix: token.slice(0, PREFIX_LENGTH),
    tokenHash,
    scopesJson: JSON.stringify(valuesOf(Scope)),
    createdAt: new Date().toISOString(),
    lastUsedAt: null,
    revokedAt: null,
    hermes: 0,
  } as const;
  await clients.createClient(client, SYSTEM);
  logger.info({ clientId: id }, `the API client ${NAME} was made with every scope from SU_BOOTSTRAP_TOKEN`);
}

/** Makes an API client with a new token, and gives the token: nothing keeps it. */
export async function makeClient(
  clients: Pick<ClientStore, 'createClient'>,
  name: string,
  scopes: readonly Scope[],
): Promise<string> {
  const { token, ...kept } = createToken('suivi_api');
  const client = {
    id: uuidv7(),
    name,
    ...kept,
    scopesJson: JSON.stringify(scopes),
    createdAt: new Date().toISOString(),
    lastUsedAt: null,
    revokedAt: null,
    hermes: 0,
  } as const;
  await clients.createClient(client, SYSTEM);
  return token;
}
