import type { Page, PageRequest } from './page.ts';
import type { Role } from './roles.ts';
import type { Actor, Change } from './rows.ts';

/** `login` is what the user signs in with; null once deleted. */
export interface UserRow {
  id: string;
  username: string;
  login: string | null;
  role: Role;
  createdAt: string;
  updatedAt: string | null;
  lastLoginAt: string | null;
  disabledAt: string | null;
  deletedAt: string | null;
}

export interface CredentialRow {
  id: string;
  userId: string;
  kind: 'password' | 'totp' | 'recovery_code';
  /** As its kind says: an argon2id hash, a sealed text, or a sha256. */
  secret: string;
  identifier: string | null;
  counter: number;
  createdAt: string;
  /** Null until its owner has shown that they have it. */
  confirmedAt: string | null;
}

export interface SessionRow {
  id: string;
  userId: string;
  tokenHash: string;
  createdAt: string;
  lastUsedAt: string;
  expiresAt: string;
  userAgent: string | null;
  address: string | null;
}

/** A user with what a sign-in needs. */
export interface Account extends UserRow {
  readonly password: CredentialRow | null;
  /** Also one that is not confirmed yet. */
  readonly totp: CredentialRow | null;
}

/** A user as a list shows them. */
export interface UserView extends UserRow {
  readonly totpEnabled: boolean;
}

export interface NewUser {
  readonly id: string;
  readonly username: string;
  readonly login: string;
  readonly role: Role;
  readonly passwordHash: string;
}

export interface UserPatch {
  readonly role?: Role;
  readonly passwordHash?: string;
  readonly disabled?: boolean;
  readonly removeTotp?: boolean;
}

/** What was changed, or why nothing was. */
export type UserChange = { readonly changes: readonly Change[] } | 'not_found' | 'last_admin';

/** Something that concerns no machine, for the timeline of the fleet; a note unless it says otherwise. */
export interface AuditEvent {
  readonly eventType: string;
  readonly severity?: 'info' | 'warning';
  readonly message: string;
  readonly payload?: Readonly<Record<string, unknown>>;
}

/** Store ← auth: who the people are. Deleted ones are found by nothing but the timeline. */
export interface UserStore {
  hasUsers(): Promise<boolean>;
  /** Keeps the token of a setup link in place of the last; false when there is a user already. */
  keepSetupToken(tokenHash: string, expiresAt: string): Promise<boolean>;
  /** Makes the first user; null when there is one already, or when the token is another or too old. */
  setUp(tokenHash: string, user: NewUser, at: string): Promise<readonly Change[] | null>;
  findByLogin(login: string): Promise<Account | null>;
  find(id: string): Promise<Account | null>;
  list(page: PageRequest): Promise<Page<UserView>>;
  /** Null when the name is taken. */
  create(user: NewUser, by: Actor, at: string): Promise<readonly Change[] | null>;
  /** A new role, password or disabling ends the user's sessions, but for `keepSession`. */
  update(id: string, patch: UserPatch, by: Actor, at: string, keepSession?: string): Promise<UserChange>;
  remove(id: string, by: Actor, at: string): Promise<UserChange>;
  record(event: AuditEvent, by: Actor, at: string): Promise<readonly Change[]>;
}

/** Store ← auth: second factors. */
export interface SecondFactorStore {
  /** Keeps a TOTP secret that is not confirmed yet, in place of another such. False when one is confirmed already. */
  offerTotp(userId: string, sealed: string, at: string): Promise<boolean>;
  /** The offered secret counts from now on, with these recovery codes; null when there is none. */
  confirmTotp(
    userId: string,
    step: number,
    codeHashes: readonly string[],
    at: string,
  ): Promise<readonly Change[] | null>;
  /** Whether this step is later than every step that was taken; it is taken then. */
  takeStep(credentialId: string, step: number): Promise<boolean>;
  /** Whether there was such a code; it is gone then. */
  takeRecoveryCode(userId: string, codeHash: string): Promise<boolean>;
}

/** Store ← auth: in which browsers people are signed in. */
export interface SessionStore {
  /** Opens a session, of which it tells the timeline, and notes the login. */
  open(session: SessionRow, event: AuditEvent): Promise<readonly Change[]>;
  /** The session of this cookie with its user, who is neither disabled nor deleted. */
  find(tokenHash: string): Promise<{ session: SessionRow; user: UserView } | null>;
  touch(id: string, at: string): Promise<void>;
  /** Newest first; a user has few. */
  list(userId: string): Promise<readonly SessionRow[]>;
  /** Null when the user has no such session. */
  end(userId: string, id: string, event: AuditEvent, at: string): Promise<readonly Change[] | null>;
  /** Deletes those that have ended by themselves: past their expiry, or not used since `idleSince`. */
  forget(now: string, idleSince: string): Promise<void>;
}
