import { generateKeyPair, publicKeyOf, readPrivateKey, signBytes } from '@suivi/shared';
import type { MasterKey } from './master-key.ts';

/** Signs as the collector: challenges and jobs. */
export interface Signer {
  /** The raw Ed25519 public key in base64. */
  readonly publicKey: string;
  readonly sign: (bytes: Uint8Array) => string;
}

/** The collector's key, which lies in the database sealed under the master key and is made the first time. */
export async function openSigner(
  masterKey: MasterKey,
  kept: (make: () => string) => Promise<string>,
): Promise<Signer> {
  const sealed = await kept(() => masterKey.seal(generateKeyPair().privateKeyPem));
  const key = readPrivateKey(masterKey.open(sealed));
  return { publicKey: publicKeyOf(key), sign: (bytes) => signBytes(key, bytes) };
}
