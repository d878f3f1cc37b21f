import { IsoTime, Nullable, Scope } from '@suivi/shared';
import Type, { type Static } from 'typebox';
import type { SignedIn } from '../../domain/accounts.ts';
import { ROLES } from '../../domain/roles.ts';
import type { UserView } from '../../domain/users.ts';

export const Role = Type.Enum([...ROLES], {
  description:
    'viewer: reads; operator: also changes machines and asks for actions; admin: also manages users and API clients.',
});

/** A password as it is given: rules about it are told in words, so here it is only bounded. */
export const Password = Type.String({ minLength: 1, maxLength: 1024 });

export const Username = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: '^[A-Za-z0-9][A-Za-z0-9._@-]*$',
  description: 'Capitals do not count.',
});

/** A user, without anything secret. */
export const User = Type.Object({
  id: Type.String(),
  username: Type.String(),
  role: Role,
  totpEnabled: Type.Boolean({ description: 'Whether a second factor is asked for.' }),
  createdAt: IsoTime,
  lastLoginAt: Nullable(IsoTime),
  disabledAt: Nullable(IsoTime),
});
export type User = Static<typeof User>;

export const showUser = ({
  id,
  username,
  role,
  totpEnabled,
  createdAt,
  lastLoginAt,
  disabledAt,
}: UserView): User => ({ id, username, role, totpEnabled, createdAt, lastLoginAt, disabledAt });

/** Who is signed in, and what with. */
export const Session = Type.Object({
  user: Type.Pick(User, ['id', 'username', 'role', 'totpEnabled']),
  scopes: Type.Array(Scope),
  csrfToken: Type.String({
    description: 'For the header X-CSRF-Token of every request that changes something.',
  }),
  expiresAt: Type.String({ format: 'date-time', description: 'Unless the session is used before.' }),
});
export type Session = Static<typeof Session>;

export const showSession = ({ user, scopes, csrfToken, expiresAt }: SignedIn): Session => ({
  user: { id: user.id, username: user.username, role: user.role, totpEnabled: user.totpEnabled },
  scopes: [...scopes],
  csrfToken,
  expiresAt,
});
