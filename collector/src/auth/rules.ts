import { AccountError } from '../domain/accounts.ts';

const SHORTEST = 12;
const LONGEST = 256;

/** What a user signs in with: the name, however its letters are written. */
export const loginOf = (username: string): string => username.trim().normalize('NFKC').toLowerCase();

/** Throws AccountError password_weak, which says why. Length is what counts; rules about letters only make people write it down. */
export function checkPassword(password: string, username: string): void {
  const weak = (why: string) => new AccountError('password_weak', `The password ${why}.`);
  if ([...password].length < SHORTEST) throw weak(`has fewer than ${SHORTEST} characters`);
  if (password.length > LONGEST) throw weak(`has more than ${LONGEST} characters`);
  if (loginOf(password) === loginOf(username)) throw weak('is the name of the user');
  if (new Set(password).size < 4) throw weak('repeats fewer than four characters');
}
