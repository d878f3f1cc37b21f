import { randomBytes } from 'node:crypto';
import { sha256Hex } from '@suivi/shared';
import { Secret, TOTP } from 'otpauth';

const PERIOD_SECONDS = 30;
/** Steps before and after the present one that count: clocks differ, and typing takes time. */
const WINDOW = 1;
const CODES = 10;
const CODE_BYTES = 10;

const totpOf = (secret: string, label: string) =>
  new TOTP({ issuer: 'Suivi', label, secret: Secret.fromBase32(secret), period: PERIOD_SECONDS });

/** A new secret in base32, and the address that an app reads from a QR code. */
export function newTotp(username: string): { secret: string; uri: string } {
  const secret = new Secret({ size: 20 }).base32;
  return { secret, uri: totpOf(secret, username).toString() };
}

/** The step that a code of six digits is of; null when it is of none that counts now. */
export function stepOf(secret: string, code: string, now: Date): number | null {
  const digits = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(digits)) return null;
  const timestamp = now.getTime();
  const delta = totpOf(secret, '').validate({ token: digits, timestamp, window: WINDOW });
  return delta === null ? null : Math.floor(timestamp / 1000 / PERIOD_SECONDS) + delta;
}

/** Codes for when the app is lost, each good for once. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: CODES }, () =>
    randomBytes(CODE_BYTES)
      .toString('hex')
      .replace(/(.{5})(?=.)/g, '$1-'),
  );

/** The hash that is kept of a recovery code, however it was typed; they are random, so a fast one will do. */
export const recoveryHash = (code: string): string => sha256Hex(code.toLowerCase().replace(/[^0-9a-f]/g, ''));
