import { randomBytes } from 'node:crypto';
import { sha256Hex } from '@suivi/shared';
import type { UserStore } from '../domain/users.ts';

const GOOD_FOR_MS = 24 * 3_600_000;

/**
 * A new link that makes the first administrator, once and within 24 hours; the one before is of no use any more. Null when
 * there is a user. The token is in the fragment, which browsers do not send, so it comes into no log.
 */
export async function newSetupLink(
  users: Pick<UserStore, 'keepSetupToken'>,
  baseUrl: string,
): Promise<string | null> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(Date.now() + GOOD_FOR_MS).toISOString();
  if (!(await users.keepSetupToken(sha256Hex(token), expiresAt))) return null;
  return `${baseUrl}/setup#token=${token}`;
}
