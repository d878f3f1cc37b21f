import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const hmac = (key: string | Buffer, text: string): string =>
  createHmac('sha256', key).update(text).digest('base64url');

/** A new session's cookie: 256 bits. */
export const newSessionToken = (): string => randomBytes(32).toString('base64url');

/** The CSRF token of a session. It follows from the cookie, so the database does not have it. */
export const csrfTokenOf = (sessionToken: string): string => hmac(sessionToken, 'csrf');

/** Signs the cookie by which a browser is known in which a user has signed in, until their password is another. */
export class DeviceCookies {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  issue(passwordId: string): string {
    const nonce = randomBytes(16).toString('base64url');
    return `${nonce}.${this.#sign(passwordId, nonce)}`;
  }

  /** The name of a known browser of the account with this password; null when it is none. */
  known(passwordId: string | undefined, cookie: string | null): string | null {
    const [, nonce, signature] = /^([\w-]{22})\.([\w-]{43})$/.exec(cookie ?? '') ?? [];
    if (passwordId === undefined || nonce === undefined || signature === undefined) return null;
    const isOurs = timingSafeEqual(Buffer.from(signature), Buffer.from(this.#sign(passwordId, nonce)));
    return isOurs ? nonce : null;
  }

  #sign(passwordId: string, nonce: string): string {
    return hmac(this.#key, `device ${passwordId} ${nonce}`);
  }
}
