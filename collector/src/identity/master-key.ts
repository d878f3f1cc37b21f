import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Problem } from '../domain/problem.ts';

const HEX = /^[0-9a-fA-F]{64}$/;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM under SU_MASTER_KEY: what must not lie open in the database. */
export class MasterKey {
  readonly #key: Buffer;

  /** @throws Problem when it is not 64 hex digits; `origin` says where it was read. */
  constructor(hex: string, origin: string) {
    if (!HEX.test(hex))
      throw new Problem(
        'master_key_invalid',
        `The master key in ${origin} is not 64 hex digits.`,
        'Make one with `openssl rand -hex 32`; keep the one that the database was made with.',
      );
    this.#key = Buffer.from(hex, 'hex');
  }

  /** A key of its own for one purpose, the same each time. */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#key, '', purpose, 32));
  }

  seal(text: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
  }

  /** Whether it was sealed under this key. */
  opens(sealed: string): boolean {
    try {
      this.open(sealed);
      return true;
    } catch {
      return false;
    }
  }

  /** @throws Problem `master_key_wrong` when it was sealed under another key. */
  open(sealed: string): string {
    const bytes = Buffer.from(sealed, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, NONCE_BYTES));
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    try {
      const body = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([body, decipher.final()]).toString('utf8');
    } catch (error) {
      throw new Problem(
        'master_key_wrong',
        'SU_MASTER_KEY is not the key that this database was made with.',
        'Give the right key, or restore the file master.key that lay beside the database.',
        error,
      );
    }
  }
}

/** The master key from SU_MASTER_KEY, or else from the file, which is made (0600) when there is none. Throws Problem. */
export function readMasterKey(given: string | null, file: string): MasterKey {
  if (given !== null) return new MasterKey(given, 'SU_MASTER_KEY');
  return new MasterKey(readOrMake(file).trim(), file);
}

function readOrMake(file: string): string {
  try {
    if (!existsSync(file)) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
    }
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Problem(
      'master_key_unreadable',
      `The master key cannot be kept in ${file}: ${(error as Error).message}`,
      'Make its folder writable for the user of the collector, or give SU_MASTER_KEY.',
      error,
    );
  }
}
