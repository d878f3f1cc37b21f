import { type Scope, sha256Hex } from '@suivi/shared';
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import type { ClientStore } from '../domain/clients.ts';
import type { ApiClientRow, Principal } from '../domain/rows.ts';
import { ApiError } from './errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the credential must allow; `any` is every valid credential. */
    scope?: Scope | 'any';
    /** True for a route that needs no credential. */
    open?: true;
    /** True for what people look at in a browser: HTTP Basic with the token as the password is as good as a bearer token. */
    basic?: true;
  }
  interface FastifyRequest {
    principal: Principal | null;
  }
  interface FastifyInstance {
    /** The scope of routes in this part of the app that declare none themselves, for plugins from outside. */
    defaultScope: Scope | 'any' | null;
  }
}

/** A client's last use is noted at most this often. */
const TOUCH_MS = 60_000;

/** Refuses to register a route that declares neither `scope` nor `open`. */
function requireDeclaration(this: FastifyInstance, route: RouteOptions): void {
  const scope = route.config?.scope ?? this.defaultScope ?? undefined;
  if (scope === undefined && !route.config?.open)
    throw new Error(
      `${String(route.method)} ${route.url} declares neither a scope nor open: true in its config.`,
    );
  if (scope !== undefined) route.config = { ...route.config, scope };
}

const principalOf = (client: ApiClientRow): Principal => ({
  clientId: client.id,
  name: client.name,
  actorType: client.hermes ? 'hermes' : 'api_client',
  scopes: new Set(JSON.parse(client.scopesJson) as Scope[]),
});

/** The principal of a request to a route that is not open. */
export function callerOf(request: FastifyRequest): Principal {
  if (!request.principal) throw new ApiError('credential_missing');
  return request.principal;
}

/** The token of HTTP Basic: the password; the name does not matter. */
function basicToken(authorization: string): string | undefined {
  const [, encoded] = /^Basic +(\S+) *$/i.exec(authorization) ?? [];
  return encoded && /:(.+)$/s.exec(Buffer.from(encoded, 'base64').toString())?.[1];
}

/** Reads the token and gives who it belongs to. Throws credential_missing or credential_invalid. */
async function authenticate(
  authorization: string,
  acceptsBasic: boolean,
  clients: ClientStore,
): Promise<ApiClientRow> {
  const bearer = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  const token = bearer ?? (acceptsBasic ? basicToken(authorization) : undefined);
  if (!token) throw new ApiError('credential_missing');
  const client = await clients.findClientByHash(sha256Hex(token));
  if (!client || client.revokedAt !== null) throw new ApiError('credential_invalid');
  return client;
}

/** Throws a 401 or 403 problem unless the request's credential allows what its route asks; gives the client. */
export async function authorise(request: FastifyRequest, clients: ClientStore): Promise<ApiClientRow> {
  const { scope, basic = false } = request.routeOptions.config;
  const client = await authenticate(request.headers.authorization ?? '', basic, clients);
  const held: readonly unknown[] = JSON.parse(client.scopesJson);
  if (scope !== 'any' && !held.includes(scope))
    throw new ApiError('scope_missing', `The scope ${scope} is needed.`);
  return client;
}

/** Closes every route of the app: one registers only with a scope or `open: true`, and answers only to a credential with that scope. */
export function guardRoutes(app: FastifyInstance, clients: ClientStore, now: () => Date): void {
  app.decorate('defaultScope', null);
  app.decorateRequest('principal', null);
  app.addHook('onRoute', requireDeclaration);
  app.addHook('onRequest', async (request) => {
    if (request.is404 || request.routeOptions.config.open) return;
    const client = await authorise(request, clients);
    request.principal = principalOf(client);
    const at = now();
    if (client.lastUsedAt !== null && at.getTime() - Date.parse(client.lastUsedAt) < TOUCH_MS) return;
    await clients.touchClient(client.id, at.toISOString()).catch((error: unknown) => {
      request.log.warn({ err: error }, 'the last use of an API client could not be noted');
    });
  });
}
