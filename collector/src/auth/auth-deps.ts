import type { Feed } from '../domain/feed.ts';
import type { SecondFactorStore, SessionStore, UserStore } from '../domain/users.ts';
import type { LoginThrottle } from './login-throttle.ts';
import type { Passwords } from './passwords.ts';

/** Seals what must not lie open in the database. */
export interface Seal {
  seal(text: string): string;
  open(sealed: string): string;
}

/** What everything about accounts stands on. */
export interface AuthDeps {
  readonly users: UserStore;
  readonly secondFactors: SecondFactorStore;
  readonly sessions: SessionStore;
  readonly feed: Pick<Feed, 'publish'>;
  readonly seal: Seal;
  readonly passwords: Pick<Passwords, 'hash' | 'matches'>;
  readonly throttle: LoginThrottle;
  readonly now: () => Date;
}
