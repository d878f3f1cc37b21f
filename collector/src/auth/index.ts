import type { Accounts, OwnAccount, People } from '../domain/accounts.ts';
import type { AuthDeps } from './auth-deps.ts';
import { DeviceCookies } from './cookie-values.ts';
import { FailedLogins } from './failed-logins.ts';
import { LoginThrottle } from './login-throttle.ts';
import { OwnAccountDesk } from './own-account.ts';
import { Passwords } from './passwords.ts';
import { PeopleDesk } from './people.ts';
import { SignIn } from './sign-in.ts';

export type { Seal } from './auth-deps.ts';
export { resetPassword } from './reset-password.ts';
export { newSetupLink } from './setup-link.ts';

/** Everything about people and their sessions. */
export interface Auth {
  readonly accounts: Accounts;
  readonly me: OwnAccount;
  readonly people: People;
  close(): Promise<void>;
}

export type AuthParts = Pick<AuthDeps, 'users' | 'secondFactors' | 'sessions' | 'feed' | 'seal'> & {
  /** Signs the cookies of known browsers. */
  readonly deviceKey: Buffer;
  readonly now?: () => Date;
  readonly throttle?: LoginThrottle;
};

/** Wires the accounts. */
export function openAuth({ deviceKey, ...parts }: AuthParts): Auth {
  const passwords = new Passwords();
  const deps = { throttle: new LoginThrottle(), now: () => new Date(), ...parts, passwords };
  const devices = new DeviceCookies(deviceKey);
  return {
    accounts: new SignIn({ ...deps, devices, failedLogins: new FailedLogins() }),
    me: new OwnAccountDesk(deps),
    people: new PeopleDesk(deps),
    close: () => passwords.close(),
  };
}
