import type { Scope } from '@suivi/shared';
import type { Page, PageRequest } from './page.ts';
import type { Role } from './roles.ts';
import type { Actor, Principal } from './rows.ts';
import type { UserView } from './users.ts';

/** Why somebody is not let in, or may not change what they wish to; codes of the API. */
export class AccountError extends Error {
  override readonly name = 'AccountError';
  readonly code: AccountErrorCode;
  readonly next = '';
  /** With too_many_attempts: seconds until it is worth trying again. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: AccountErrorCode, message: string, retryAfterSeconds?: number) {
    super(message);
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export type AccountErrorCode =
  | 'setup_done'
  | 'setup_token_invalid'
  | 'login_failed'
  | 'totp_required'
  | 'totp_invalid'
  | 'totp_not_offered'
  | 'totp_enabled'
  | 'password_wrong'
  | 'password_weak'
  | 'too_many_attempts'
  | 'user_not_found'
  | 'username_taken'
  | 'last_admin'
  | 'session_not_found';

/** Where a request to sign in comes from. */
export interface Visitor {
  readonly address: string;
  readonly userAgent: string | null;
  /** What this browser was given when its user signed in before. */
  readonly device: string | null;
}

/** Who is signed in, and what with. */
export interface SignedIn {
  readonly sessionId: string;
  readonly user: UserView;
  readonly scopes: readonly Scope[];
  readonly csrfToken: string;
  readonly expiresAt: string;
}

/** A session that was opened just now, with the values of its cookies, which are kept nowhere. */
export interface Opened extends SignedIn {
  readonly token: string;
  readonly device: string;
}

/** A session as its owner sees it in a list. */
export interface OwnSession {
  readonly id: string;
  readonly createdAt: string;
  readonly lastUsedAt: string;
  readonly expiresAt: string;
  readonly userAgent: string | null;
  readonly address: string | null;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** A code of the app, or one of the recovery codes. */
  readonly totp?: string | undefined;
}

/** Auth ← api: signing in and out. Every method throws AccountError. */
export interface Accounts {
  setupNeeded(): Promise<boolean>;
  setUp(request: Credentials & { readonly token: string }, visitor: Visitor): Promise<Opened>;
  login(credentials: Credentials, visitor: Visitor): Promise<Opened>;
  /** Who the cookie belongs to, null when to nobody; notes that it was used. */
  signedIn(token: string): Promise<SignedIn | null>;
  sessions(userId: string): Promise<readonly OwnSession[]>;
  /** Ends one session of a user, who does so themself. */
  endSession(userId: string, sessionId: string, isLogout: boolean): Promise<void>;
}

/** Auth ← api: what users do with their own account, each after the password was asked for where it matters. */
export interface OwnAccount {
  changePassword(me: Principal, current: string, password: string): Promise<void>;
  /** A secret for an app, which counts once a code of it was confirmed. */
  offerTotp(me: Principal): Promise<{ secret: string; uri: string }>;
  /** Gives the recovery codes, which are kept nowhere. */
  confirmTotp(me: Principal, code: string): Promise<{ recoveryCodes: readonly string[] }>;
  disableTotp(me: Principal, password: string): Promise<void>;
}

/** Auth ← api: the people, as an administrator sees them. */
export interface People {
  list(page: PageRequest): Promise<Page<UserView>>;
  create(user: { username: string; password: string; role: Role }, by: Actor): Promise<UserView>;
  change(
    id: string,
    patch: { role?: Role; password?: string; disabled?: boolean; totpEnabled?: false },
    by: Actor,
  ): Promise<UserView>;
  remove(id: string, by: Actor): Promise<void>;
}
