import { v7 as uuid } from 'uuid';
import type { Actor } from '../../domain/rows.ts';
import type { UserPatch, UserRow } from '../../domain/users.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { recordAudit } from '../state/audit.ts';

/** Changes a user; true when there is such a user and an administrator is left. What is as it was already is not told. */
export async function updateUser(
  tx: WriteTransaction,
  id: string,
  patch: UserPatch,
  by: Actor,
  at: string,
  keepSession: string | null,
): Promise<true | 'not_found' | 'last_admin'> {
  const user = await findUser(tx, id);
  if (!user) return 'not_found';
  const role = patch.role ?? user.role;
  const disabled = patch.disabled ?? user.disabledAt !== null;
  if ((role !== 'admin' || disabled) && (await isLastAdmin(tx, user))) return 'last_admin';

  const changed: string[] = [];
  if (role !== user.role) changed.push('role');
  if (disabled !== (user.disabledAt !== null)) changed.push(disabled ? 'disabled' : 'enabled');
  if (patch.passwordHash !== undefined) changed.push('password');
  if (patch.removeTotp && (await removeTotp(tx, id))) changed.push('totp_removed');
  if (changed.length === 0) return true;

  await tx.db
    .updateTable('users')
    .set({ role, disabledAt: disabled ? (user.disabledAt ?? at) : null, updatedAt: at })
    .where('id', '=', id)
    .execute();
  if (patch.passwordHash !== undefined) await replacePassword(tx, id, patch.passwordHash, at);
  if (changed.some((what) => what !== 'enabled')) await endSessions(tx, id, keepSession);
  const message = `The user ${user.username} was changed: ${changed.join(', ').replaceAll('_', ' ')}.`;
  const payload = { userId: id, username: user.username, changed, role };
  await recordAudit(tx, { eventType: 'user_changed', message, payload }, by, at);
  return true;
}

/** Deletes a user; the row stays for the timeline, and the name is free again. */
export async function removeUser(
  tx: WriteTransaction,
  id: string,
  by: Actor,
  at: string,
): Promise<true | 'not_found' | 'last_admin'> {
  const user = await findUser(tx, id);
  if (!user) return 'not_found';
  if (await isLastAdmin(tx, user)) return 'last_admin';
  await tx.db
    .updateTable('users')
    .set({ login: null, deletedAt: at, updatedAt: at })
    .where('id', '=', id)
    .execute();
  await endSessions(tx, id, null);
  await tx.db.deleteFrom('userCredentials').where('userId', '=', id).execute();
  const message = `The user ${user.username} was deleted.`;
  const payload = { userId: id, username: user.username };
  await recordAudit(tx, { eventType: 'user_deleted', message, payload }, by, at);
  return true;
}

const findUser = (tx: WriteTransaction, id: string) =>
  tx.db
    .selectFrom('users')
    .selectAll()
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .executeTakeFirst();

/** Whether nobody else could manage users. */
async function isLastAdmin(
  tx: WriteTransaction,
  { id, role, disabledAt }: Pick<UserRow, 'id' | 'role' | 'disabledAt'>,
): Promise<boolean> {
  if (role !== 'admin' || disabledAt !== null) return false;
  const other = await tx.db
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'admin')
    .where('disabledAt', 'is', null)
    .where('deletedAt', 'is', null)
    .where('id', '!=', id)
    .limit(1)
    .executeTakeFirst();
  return other === undefined;
}

/** As a new row: what hangs on the id of the old one (known browsers, delays) is over. */
async function replacePassword(
  tx: WriteTransaction,
  userId: string,
  secret: string,
  at: string,
): Promise<void> {
  await tx.db
    .deleteFrom('userCredentials')
    .where('userId', '=', userId)
    .where('kind', '=', 'password')
    .execute();
  const row = { id: uuid(), userId, secret, identifier: null, counter: 0, createdAt: at, confirmedAt: at };
  await tx.db
    .insertInto('userCredentials')
    .values({ ...row, kind: 'password' })
    .execute();
}

async function removeTotp(tx: WriteTransaction, userId: string): Promise<boolean> {
  const { numDeletedRows } = await tx.db
    .deleteFrom('userCredentials')
    .where('userId', '=', userId)
    .where('kind', 'in', ['totp', 'recovery_code'])
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

async function endSessions(tx: WriteTransaction, userId: string, keep: string | null): Promise<void> {
  let sessions = tx.db.deleteFrom('userSessions').where('userId', '=', userId);
  if (keep !== null) sessions = sessions.where('id', '!=', keep);
  await sessions.execute();
}
