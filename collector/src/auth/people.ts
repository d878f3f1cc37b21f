import { v7 as uuid } from 'uuid';
import { AccountError, type People } from '../domain/accounts.ts';
import type { Actor } from '../domain/rows.ts';
import type { UserChange, UserPatch, UserView } from '../domain/users.ts';
import type { AuthDeps } from './auth-deps.ts';
import { checkPassword, loginOf } from './rules.ts';

/** The users, as an administrator manages them. */
export class PeopleDesk implements People {
  readonly #deps: Pick<AuthDeps, 'users' | 'passwords' | 'feed' | 'now'>;

  constructor(deps: Pick<AuthDeps, 'users' | 'passwords' | 'feed' | 'now'>) {
    this.#deps = deps;
  }

  list: People['list'] = (page) => this.#deps.users.list(page);

  create: People['create'] = async ({ username, password, role }, by) => {
    const { users, passwords, feed, now } = this.#deps;
    const login = loginOf(username);
    checkPassword(password, login);
    const user = { id: uuid(), username: login, login, role };
    const passwordHash = await passwords.hash(password);
    const changes = await users.create({ ...user, passwordHash }, by, now().toISOString());
    if (!changes) throw new AccountError('username_taken', `There is a user ${login} already.`);
    feed.publish(changes);
    return this.#view(user.id);
  };

  change: People['change'] = async (id, { role, password, disabled, totpEnabled }, by) => {
    if (password !== undefined) checkPassword(password, (await this.#view(id)).username);
    const patch: UserPatch = {
      ...(role !== undefined && { role }),
      ...(disabled !== undefined && { disabled }),
      ...(password !== undefined && { passwordHash: await this.#deps.passwords.hash(password) }),
      ...(totpEnabled === false && { removeTotp: true }),
    };
    this.#settle(await this.#deps.users.update(id, patch, by, this.#deps.now().toISOString()));
    return this.#view(id);
  };

  async remove(id: string, by: Actor): Promise<void> {
    this.#settle(await this.#deps.users.remove(id, by, this.#deps.now().toISOString()));
  }

  #settle(changed: UserChange): void {
    if (changed === 'not_found') throw new AccountError('user_not_found', 'There is no such user.');
    if (changed === 'last_admin')
      throw new AccountError('last_admin', 'Nobody could manage users and API clients any more.');
    this.#deps.feed.publish(changed.changes);
  }

  async #view(id: string): Promise<UserView> {
    const account = await this.#deps.users.find(id);
    if (!account) throw new AccountError('user_not_found', 'There is no such user.');
    const { password: _, totp, ...row } = account;
    return { ...row, totpEnabled: totp?.confirmedAt != null };
  }
}
