import { randomBytes } from 'node:crypto';
import { sha256Hex } from '@suivi/shared';

/** Enough of a token to tell it from others in a list, and too little to guess it. */
const PREFIX_LENGTH = 12;

/** A new secret of 256 bits, with the hash and the prefix that are kept of it. `kind` heads it, so that a leaked one is recognised. */
export function createToken(kind: 'suivi_api' | 'suivi_enrol') {
  const token = `${kind}_${randomBytes(32).toString('base64url')}`;
  return {
    token,
    tokenHash: sha256Hex(token),
    tokenPrefix: token.slice(0, kind.length + 1 + PREFIX_LENGTH - 4),
  };
}
