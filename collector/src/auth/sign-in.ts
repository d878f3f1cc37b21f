import { sha256Hex } from '@suivi/shared';
import { v7 as uuid } from 'uuid';
import {
  AccountError,
  type Accounts,
  type Credentials,
  type Opened,
  type OwnSession,
  type SignedIn,
  type Visitor,
} from '../domain/accounts.ts';
import { SYSTEM } from '../domain/actor.ts';
import type { Account, UserView } from '../domain/users.ts';
import { shortAddress } from './address.ts';
import type { AuthDeps } from './auth-deps.ts';
import type { DeviceCookies } from './cookie-values.ts';
import type { FailedLogins } from './failed-logins.ts';
import { checkPassword, loginOf } from './rules.ts';
import { takeCode } from './second-factor.ts';
import { findSession, openSession, ownSession } from './sessions.ts';

export interface SignInDeps extends AuthDeps {
  readonly devices: DeviceCookies;
  readonly failedLogins: FailedLogins;
}

/** Signing in and out, and the first user. */
export class SignIn implements Accounts {
  readonly #deps: SignInDeps;

  constructor(deps: SignInDeps) {
    this.#deps = deps;
  }

  setupNeeded(): Promise<boolean> {
    return this.#deps.users.hasUsers().then((has) => !has);
  }

  async setUp(
    { token, username, password }: Credentials & { token: string },
    visitor: Visitor,
  ): Promise<Opened> {
    const { users, passwords, feed, now } = this.#deps;
    const login = loginOf(username);
    checkPassword(password, login);
    if (await users.hasUsers()) throw new AccountError('setup_done', 'There is a user already.');
    const passwordHash = await passwords.hash(password);
    const user = { id: uuid(), username: login, login, role: 'admin', passwordHash } as const;
    const changes = await users.setUp(sha256Hex(token), user, now().toISOString());
    if (!changes)
      throw new AccountError('setup_token_invalid', 'The setup link is another one by now, or too old.');
    feed.publish(changes);
    const account = await users.find(user.id);
    if (!account) throw new AccountError('setup_done', 'The user was deleted just now.');
    return this.#open(account, visitor, null);
  }

  async login({ username, password, totp }: Credentials, visitor: Visitor): Promise<Opened> {
    const { users, devices, throttle } = this.#deps;
    const login = loginOf(username);
    const account = await users.findByLogin(login);
    const passwordId = account?.password?.id;
    const device = devices.known(passwordId, visitor.device);
    const attempt = throttle.begin(passwordId ?? `name ${login}`, device, visitor);

    const isRight = await this.#matches(account, password, attempt);
    if (!account || !isRight || account.disabledAt !== null) {
      await this.#failed(account, visitor, account?.disabledAt && isRight ? 'disabled' : 'password');
      throw new AccountError('login_failed', 'The name or the password is not right.');
    }
    if (!account.totp?.confirmedAt) {
      attempt.succeeded();
      return this.#open(account, visitor, null);
    }
    if (totp === undefined) {
      attempt.incomplete();
      throw new AccountError('totp_required', 'A code of the app, or a recovery code, is needed.');
    }
    const factor = await takeCode(this.#deps, account, totp);
    if (factor === null) {
      await this.#failed(account, visitor, 'totp');
      throw new AccountError('totp_invalid', 'The code is not right, or was used before.');
    }
    attempt.succeeded();
    return this.#open(account, visitor, factor);
  }

  signedIn(token: string): Promise<SignedIn | null> {
    return findSession(this.#deps, token);
  }

  async sessions(userId: string): Promise<readonly OwnSession[]> {
    return (await this.#deps.sessions.list(userId)).map(ownSession);
  }

  async endSession(userId: string, sessionId: string, isLogout: boolean): Promise<void> {
    const { sessions, feed, now } = this.#deps;
    const event = isLogout
      ? ({ eventType: 'logout', severity: 'info', message: 'Signed out.' } as const)
      : ({ eventType: 'session_ended', severity: 'info', message: 'Ended a session.' } as const);
    const payload = { sessionId };
    const changes = await sessions.end(userId, sessionId, { ...event, payload }, now().toISOString());
    if (!changes) throw new AccountError('session_not_found', 'There is no such session.');
    feed.publish(changes);
  }

  async #matches(
    account: Account | null,
    password: string,
    attempt: { incomplete(): void },
  ): Promise<boolean> {
    try {
      return await this.#deps.passwords.matches(password, account?.password?.secret ?? null);
    } catch (error) {
      attempt.incomplete();
      throw error;
    }
  }

  async #open(account: Account, visitor: Visitor, factor: 'totp' | 'recovery_code' | null): Promise<Opened> {
    const opened = await openSession(this.#deps, viewOf(account), visitor, factor);
    return { ...opened, device: this.#deps.devices.issue(account.password?.id ?? account.id) };
  }

  /** Tells the timeline, of which it takes only so much. What was typed as a name is not told: it may be a password. */
  async #failed(
    account: Account | null,
    { address }: Visitor,
    reason: 'password' | 'totp' | 'disabled',
  ): Promise<void> {
    const { failedLogins, users, feed, now } = this.#deps;
    const told = failedLogins.tell(account?.id ?? 'nobody');
    if (!told) return;
    const from = shortAddress(address);
    const who = account ? `as ${account.username}` : 'with a name that nobody has';
    const before = told.untold > 0 ? ` ${told.untold} before it were not told one by one.` : '';
    const changes = await users.record(
      {
        eventType: 'login_failed',
        severity: 'warning',
        message: `A sign-in ${who} failed${from === null ? '' : `, from ${from}`}.${before}`,
        payload: { userId: account?.id ?? null, address: from, reason, untold: told.untold },
      },
      SYSTEM,
      now().toISOString(),
    );
    feed.publish(changes);
  }
}

const viewOf = ({ password: _, totp, ...row }: Account): UserView => ({
  ...row,
  totpEnabled: totp?.confirmedAt != null,
});
