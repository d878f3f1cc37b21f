import { type Scope, sha256Hex } from '@suivi/shared';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import type { Accounts, SignedIn } from '../domain/accounts.ts';
import type { ClientStore } from '../domain/clients.ts';
import type { ApiClientRow, Principal } from '../domain/rows.ts';
import { sessionCookie } from './cookies.ts';
import { checkCsrf } from './csrf.ts';
import { ApiError } from './errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the credential must allow; `any` is every valid credential. */
    scope?: Scope | 'any';
    /** True for a route that only a user calls, about their own account. */
    session?: true;
    /** True for a route that needs no credential. */
    open?: true;
    /** True for what people look at in a browser: HTTP Basic with the token as the password is as good as a bearer token. */
    basic?: true;
  }
  interface FastifyRequest {
    principal: Principal | null;
    /** The session whose cookie the request carried. */
    signedIn: SignedIn | null;
  }
  interface FastifyInstance {
    /** The scope of routes in this part of the app that declare none themselves, for plugins from outside. */
    defaultScope: Scope | 'any' | null;
  }
}

/** A client's last use is noted at most this often. */
const TOUCH_MS = 60_000;

/** Refuses to register a route that declares neither `scope` nor `session` nor `open`. */
function requireDeclaration(this: FastifyInstance, route: RouteOptions): void {
  const scope = route.config?.scope ?? (route.config?.session ? 'any' : this.defaultScope) ?? undefined;
  if (scope === undefined && !route.config?.open)
    throw new Error(
      `${String(route.method)} ${route.url} declares neither a scope nor open: true in its config.`,
    );
  if (scope !== undefined) route.config = { ...route.config, scope };
}

const principalOf = (client: ApiClientRow): Principal => ({
  actorId: client.id,
  name: client.name,
  actorType: client.hermes ? 'hermes' : 'api_client',
  scopes: new Set(JSON.parse(client.scopesJson) as Scope[]),
  sessionId: null,
});

const userPrincipal = ({ user, scopes, sessionId }: SignedIn): Principal => ({
  actorId: user.id,
  name: user.username,
  actorType: 'user',
  scopes: new Set(scopes),
  sessionId,
});

/** The principal of a request to a route that is not open. */
export function callerOf(request: FastifyRequest): Principal {
  if (!request.principal) throw new ApiError('credential_missing');
  return request.principal;
}

/** The session of a request to a route that only users call. */
export function sessionOf(request: FastifyRequest): SignedIn {
  if (!request.signedIn) throw new ApiError('session_needed');
  return request.signedIn;
}

/** The token of HTTP Basic: the password; the name does not matter. */
function basicToken(authorization: string): string | undefined {
  const [, encoded] = /^Basic +(\S+) *$/i.exec(authorization) ?? [];
  return encoded && /:(.+)$/s.exec(Buffer.from(encoded, 'base64').toString())?.[1];
}

/** The token that a request carries in its header, of an API client. */
function tokenOf({ headers, routeOptions }: FastifyRequest): string | undefined {
  const { authorization = '' } = headers;
  const bearer = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  return bearer ?? (routeOptions.config.basic ? basicToken(authorization) : undefined);
}

/** Throws credential_invalid unless the token is that of a client. */
async function findClient(token: string, clients: ClientStore): Promise<ApiClientRow> {
  const client = await clients.findClientByHash(sha256Hex(token));
  if (!client || client.revokedAt !== null) throw new ApiError('credential_invalid');
  return client;
}

/** Throws credential_missing without a session, and csrf when another page uses it. */
async function findSession(request: FastifyRequest, accounts: Accounts): Promise<SignedIn> {
  // Whoever sends a header means it: a cookie beside it does not help.
  const cookie = request.headers.authorization === undefined ? sessionCookie(request) : null;
  const signedIn = cookie === null ? null : await accounts.signedIn(cookie);
  if (!signedIn) throw new ApiError('credential_missing');
  checkCsrf(request, signedIn.csrfToken);
  return signedIn;
}

/** Throws a 403 problem unless the principal may call the route. */
function checkScope({ routeOptions }: FastifyRequest, { scopes, sessionId }: Principal): void {
  const { scope, session } = routeOptions.config;
  if (session && sessionId === null) throw new ApiError('session_needed');
  if (scope !== 'any' && !scopes.has(scope as Scope))
    throw new ApiError('scope_missing', `The scope ${scope} is needed.`);
}

/** Where credentials are looked up. */
export interface CredentialDeps {
  readonly clients: ClientStore;
  readonly accounts: Accounts;
}

interface Caller {
  readonly principal: Principal;
  /** The one of both that the credential belongs to. */
  readonly client: ApiClientRow | null;
  readonly signedIn: SignedIn | null;
}

/** Throws a 401 or 403 problem unless the request's credential allows what its route asks; gives who calls. */
export async function authorise(
  request: FastifyRequest,
  { clients, accounts }: CredentialDeps,
): Promise<Caller> {
  const token = tokenOf(request);
  const client = token === undefined ? null : await findClient(token, clients);
  const signedIn = token === undefined ? await findSession(request, accounts) : null;
  const principal = client ? principalOf(client) : userPrincipal(signedIn as SignedIn);
  checkScope(request, principal);
  return { principal, client, signedIn };
}

/**
 * Closes every route of the app: one registers only with a scope, `session: true` or `open: true`, and answers only to the
 * token of a client, or the session of a user, with that scope.
 */
export function guardRoutes(
  app: FastifyInstance,
  { now, ...deps }: CredentialDeps & { readonly now: () => Date },
): void {
  app.decorate('defaultScope', null);
  app.decorateRequest('principal', null);
  app.decorateRequest('signedIn', null);
  app.addHook('onRoute', requireDeclaration);
  app.addHook('onRequest', async (request) => {
    if (request.is404 || request.routeOptions.config.open) return;
    const { principal, client, signedIn } = await authorise(request, deps);
    request.principal = principal;
    request.signedIn = signedIn;
    if (client) await touch(deps.clients, client, now(), request.log);
  });
}

async function touch(
  clients: ClientStore,
  client: ApiClientRow,
  at: Date,
  log: FastifyBaseLogger,
): Promise<void> {
  if (client.lastUsedAt !== null && at.getTime() - Date.parse(client.lastUsedAt) < TOUCH_MS) return;
  await clients.touchClient(client.id, at.toISOString()).catch((error: unknown) => {
    log.warn({ err: error }, 'the last use of an API client could not be noted');
  });
}
