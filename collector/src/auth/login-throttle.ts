import { AccountError, type Visitor } from '../domain/accounts.ts';
import { networkOf } from './address.ts';
import { type Bucket, Throttle, type ThrottleRules } from './throttle.ts';

const MINUTE_MS = 60_000;
/** Guessing one account goes on at about a hundred attempts a day, from wherever. */
const ACCOUNT: ThrottleRules = { free: 5, mostMs: 15 * MINUTE_MS, forgetMs: 60 * MINUTE_MS };
/** Many people may share an address, so it is slowed down later and less. */
const ADDRESS: ThrottleRules = { free: 20, mostMs: MINUTE_MS, forgetMs: 15 * MINUTE_MS };

export interface Attempt {
  succeeded(): void;
  /** What was given was right as far as it went: neither a failure nor a success. */
  incomplete(): void;
}

/**
 * Slows down the guessing of passwords, by account and by address. Whoever attacks an account makes it slow for strangers
 * only: a browser in which its user has signed in before is known by a cookie and has a bucket of its own, which no one else
 * can fill. A new password, also one given on the host by `reset-password`, begins with empty buckets.
 */
export class LoginThrottle {
  readonly #throttle: Throttle;

  constructor(throttle = new Throttle()) {
    this.#throttle = throttle;
  }

  /**
   * `account` names the account and its present password, or the name that was tried; `device` the known browser.
   * @throws AccountError too_many_attempts
   */
  begin(account: string, device: string | null, { address }: Pick<Visitor, 'address'>): Attempt {
    const own: Bucket =
      device === null
        ? { key: `account ${account}`, rules: ACCOUNT }
        : { key: `device ${device}`, rules: ACCOUNT };
    const shared: Bucket = { key: `address ${networkOf(address)}`, rules: ADDRESS };
    const buckets = device === null ? [own, shared] : [own];
    this.#begin(buckets);
    return {
      succeeded: () => {
        this.#throttle.reset(own);
        this.#throttle.takeBack(shared);
      },
      incomplete: () => buckets.forEach((bucket) => void this.#throttle.takeBack(bucket)),
    };
  }

  /** The same for somebody who is signed in and gives a password or a code again. */
  beginOwn(userId: string): Attempt {
    const own: Bucket = { key: `own ${userId}`, rules: ACCOUNT };
    this.#begin([own]);
    return { succeeded: () => this.#throttle.reset(own), incomplete: () => this.#throttle.takeBack(own) };
  }

  #begin(buckets: readonly Bucket[]): void {
    const waitMs = this.#throttle.begin(buckets);
    if (waitMs > 0)
      throw new AccountError(
        'too_many_attempts',
        'There were too many attempts that failed.',
        Math.ceil(waitMs / 1000),
      );
  }
}
