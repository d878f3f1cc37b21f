import { IsoTime, Nullable, Scope } from '@suivi/shared';
import Type, { type Static } from 'typebox';
import type { ApiClientRow } from '../../domain/rows.ts';

/** An API client. Its token is shown when it is made, and never again. */
export const ApiClient = Type.Object({
  id: Type.String(),
  name: Type.String(),
  tokenPrefix: Type.String(),
  scopes: Type.Array(Scope),
  hermes: Type.Boolean({ description: 'What it does carries the actor type hermes.' }),
  createdAt: IsoTime,
  lastUsedAt: Nullable(IsoTime),
  revokedAt: Nullable(IsoTime),
});
export type ApiClient = Static<typeof ApiClient>;

/** Shows a client without the hash of its token. */
export const showClient = ({ tokenHash: _, scopesJson, hermes, ...row }: ApiClientRow): ApiClient => ({
  ...row,
  scopes: JSON.parse(scopesJson),
  hermes: hermes === 1,
});
