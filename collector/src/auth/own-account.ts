import { AccountError, type OwnAccount } from '../domain/accounts.ts';
import { actorOf } from '../domain/actor.ts';
import type { Principal } from '../domain/rows.ts';
import type { Account } from '../domain/users.ts';
import type { AuthDeps } from './auth-deps.ts';
import { checkPassword } from './rules.ts';
import { newRecoveryCodes, newTotp, recoveryHash, stepOf } from './totp.ts';

/** What users do with their own account. Giving a password or a code again is slowed down like a sign-in. */
export class OwnAccountDesk implements OwnAccount {
  readonly #deps: AuthDeps;

  constructor(deps: AuthDeps) {
    this.#deps = deps;
  }

  async changePassword(me: Principal, current: string, password: string): Promise<void> {
    const { users, passwords, feed, now } = this.#deps;
    const account = await this.#account(me);
    checkPassword(password, account.username);
    await this.#prove(account, current);
    const passwordHash = await passwords.hash(password);
    const keep = me.sessionId ?? undefined;
    const changed = await users.update(me.actorId, { passwordHash }, actorOf(me), now().toISOString(), keep);
    if (typeof changed === 'object') feed.publish(changed.changes);
  }

  async offerTotp(me: Principal): Promise<{ secret: string; uri: string }> {
    const { secondFactors, seal, now } = this.#deps;
    const account = await this.#account(me);
    const offer = newTotp(account.username);
    if (!(await secondFactors.offerTotp(me.actorId, seal.seal(offer.secret), now().toISOString())))
      throw new AccountError('totp_enabled', 'A second factor is set up already.');
    return offer;
  }

  async confirmTotp(me: Principal, code: string): Promise<{ recoveryCodes: readonly string[] }> {
    const { secondFactors, seal, throttle, feed, now } = this.#deps;
    const { totp } = await this.#account(me);
    if (totp?.confirmedAt) throw new AccountError('totp_enabled', 'A second factor is set up already.');
    if (!totp) throw new AccountError('totp_not_offered', 'No second factor was asked for.');
    const attempt = throttle.beginOwn(me.actorId);
    const at = now();
    const step = stepOf(seal.open(totp.secret), code, at);
    if (step === null) throw new AccountError('totp_invalid', 'The code is not right.');
    const recoveryCodes = newRecoveryCodes();
    const hashes = recoveryCodes.map(recoveryHash);
    const changes = await secondFactors.confirmTotp(me.actorId, step, hashes, at.toISOString());
    if (!changes) throw new AccountError('totp_not_offered', 'No second factor was asked for.');
    attempt.succeeded();
    feed.publish(changes);
    return { recoveryCodes };
  }

  async disableTotp(me: Principal, password: string): Promise<void> {
    const { users, feed, now } = this.#deps;
    await this.#prove(await this.#account(me), password);
    const keep = me.sessionId ?? undefined;
    const patch = { removeTotp: true };
    const changed = await users.update(me.actorId, patch, actorOf(me), now().toISOString(), keep);
    if (typeof changed === 'object') feed.publish(changed.changes);
  }

  async #account({ actorId }: Principal): Promise<Account> {
    const account = await this.#deps.users.find(actorId);
    if (!account) throw new AccountError('user_not_found', 'There is no such user.');
    return account;
  }

  async #prove({ id, password }: Account, given: string): Promise<void> {
    const attempt = this.#deps.throttle.beginOwn(id);
    if (!(await this.#deps.passwords.matches(given, password?.secret ?? null)))
      throw new AccountError('password_wrong', 'The password is not right.');
    attempt.succeeded();
  }
}
