import { sha256Hex } from '@suivi/shared';
import { v7 as uuid } from 'uuid';
import type { Opened, OwnSession, SignedIn, Visitor } from '../domain/accounts.ts';
import { scopesOf } from '../domain/roles.ts';
import type { SessionRow, UserView } from '../domain/users.ts';
import { shortAddress } from './address.ts';
import type { AuthDeps } from './auth-deps.ts';
import { csrfTokenOf, newSessionToken } from './cookie-values.ts';

const DAY_MS = 86_400_000;
const IDLE_MS = 7 * DAY_MS;
const MOST_MS = 30 * DAY_MS;
/** A session's last use is noted at most this often. */
const TOUCH_MS = 60_000;
const USER_AGENT_LENGTH = 120;

/** When a session ends unless it is used. */
const endOf = ({ expiresAt, lastUsedAt }: Pick<SessionRow, 'expiresAt' | 'lastUsedAt'>): string => {
  const idle = new Date(Date.parse(lastUsedAt) + IDLE_MS).toISOString();
  return idle < expiresAt ? idle : expiresAt;
};

const signedIn = (session: SessionRow, user: UserView, token: string): SignedIn => ({
  sessionId: session.id,
  user,
  scopes: scopesOf(user.role),
  csrfToken: csrfTokenOf(token),
  expiresAt: endOf(session),
});

/** Opens a session with a cookie of its own, whatever the browser sent before, and tells the timeline. */
export async function openSession(
  { sessions, feed, now }: Pick<AuthDeps, 'sessions' | 'feed' | 'now'>,
  user: UserView,
  { address, userAgent }: Visitor,
  factor: 'totp' | 'recovery_code' | null,
): Promise<Omit<Opened, 'device'>> {
  const at = now();
  const token = newSessionToken();
  const session: SessionRow = {
    id: uuid(),
    userId: user.id,
    tokenHash: sha256Hex(token),
    createdAt: at.toISOString(),
    lastUsedAt: at.toISOString(),
    expiresAt: new Date(at.getTime() + MOST_MS).toISOString(),
    userAgent: userAgent?.replace(/[^\x20-\x7e]/g, '').slice(0, USER_AGENT_LENGTH) ?? null,
    address: shortAddress(address),
  };
  await sessions.forget(at.toISOString(), new Date(at.getTime() - IDLE_MS).toISOString());
  const from = session.address === null ? '' : ` from ${session.address}`;
  const how = factor === 'recovery_code' ? ', with a recovery code' : '';
  feed.publish(
    await sessions.open(session, {
      eventType: 'login',
      severity: factor === 'recovery_code' ? 'warning' : 'info',
      message: `${user.username} signed in${from}${how}.`,
      payload: { sessionId: session.id, address: session.address, secondFactor: factor },
    }),
  );
  return { ...signedIn(session, user, token), token };
}

/** Whose cookie this is; null when nobody's or too old. Notes that it was used. */
export async function findSession(
  { sessions, now }: Pick<AuthDeps, 'sessions' | 'now'>,
  token: string,
): Promise<SignedIn | null> {
  const found = await sessions.find(sha256Hex(token));
  if (!found) return null;
  const at = now();
  if (endOf(found.session) <= at.toISOString()) return null;
  if (at.getTime() - Date.parse(found.session.lastUsedAt) >= TOUCH_MS) {
    const lastUsedAt = at.toISOString();
    await sessions.touch(found.session.id, lastUsedAt);
    return signedIn({ ...found.session, lastUsedAt }, found.user, token);
  }
  return signedIn(found.session, found.user, token);
}

/** Without the hash of the cookie. */
export const ownSession = ({ userId: _, tokenHash: __, ...session }: SessionRow): OwnSession => ({
  ...session,
  expiresAt: endOf(session),
});
