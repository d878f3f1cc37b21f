import { randomBytes } from 'node:crypto';
import { SYSTEM } from '../domain/actor.ts';
import type { UserStore } from '../domain/users.ts';
import { Passwords } from './passwords.ts';
import { loginOf } from './rules.ts';

/**
 * Gives a user a new password, lets them in again if they were disabled, and ends their sessions. With the new password begin
 * empty delays, so it helps who is kept out by somebody else's guessing. Gives the password; null when there is no such user.
 */
export async function resetPassword(
  users: Pick<UserStore, 'findByLogin' | 'update'>,
  username: string,
  removeTotp: boolean,
): Promise<string | null> {
  const account = await users.findByLogin(loginOf(username));
  if (!account) return null;
  const password = randomBytes(12)
    .toString('hex')
    .replace(/(.{6})(?=.)/g, '$1-');
  const passwords = new Passwords();
  try {
    const passwordHash = await passwords.hash(password);
    const patch = { passwordHash, removeTotp, disabled: false };
    await users.update(account.id, patch, SYSTEM, new Date().toISOString());
    return password;
  } finally {
    await passwords.close();
  }
}
