import type { Kysely } from 'kysely';
import type { Account, CredentialRow, UserRow, UserView } from '../../domain/users.ts';
import type { Tables } from '../tables.ts';

/** The users who are not deleted, each with whether a second factor counts. */
export const selectUsers = (db: Kysely<Tables>) =>
  db
    .selectFrom('users')
    .selectAll('users')
    .select((eb) =>
      eb
        .selectFrom('userCredentials as c')
        .select('c.id')
        .whereRef('c.userId', '=', 'users.id')
        .where('c.kind', '=', 'totp')
        .where('c.confirmedAt', 'is not', null)
        .as('totpId'),
    )
    .where('users.deletedAt', 'is', null);

export const viewOf = ({ totpId, ...row }: UserRow & { totpId: string | null }): UserView => ({
  ...row,
  totpEnabled: totpId !== null,
});

/** A user with their credentials. */
export async function readAccount(
  db: Kysely<Tables>,
  column: 'id' | 'login',
  value: string,
): Promise<Account | null> {
  const user = await db
    .selectFrom('users')
    .selectAll()
    .where(column, '=', value)
    .where('deletedAt', 'is', null)
    .executeTakeFirst();
  if (!user) return null;
  const credentials = await db
    .selectFrom('userCredentials')
    .selectAll()
    .where('userId', '=', user.id)
    .where('kind', 'in', ['password', 'totp'])
    .execute();
  const of = (kind: CredentialRow['kind']) => credentials.find((each) => each.kind === kind) ?? null;
  return { ...user, password: of('password'), totp: of('totp') };
}
