import { createHash } from 'node:crypto';

/** A public key's fingerprint as OpenSSH prints it. */
export const fingerprintOf = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

/** The name of its algorithm, with which a public key in SSH's form begins. */
export function algorithmOf(key: Buffer): string {
  const length = key.length < 4 ? 0 : key.readUInt32BE(0);
  const name = key.subarray(4, 4 + length).toString('latin1');
  return /^[\w@.-]{1,64}$/.test(name) ? name : 'unknown';
}
