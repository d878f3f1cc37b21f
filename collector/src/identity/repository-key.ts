import type { ReleaseSigner } from '../domain/repository.ts';
import type { MasterKey } from './master-key.ts';

/** Long ago, so that a clock that is behind, here or on a machine, accepts the key too. */
const MADE_AT = new Date('2020-01-01T00:00:00Z');

/**
 * The OpenPGP key of the agents' repository, which lies in the database sealed under the master key and is made the first time.
 * It is an Ed25519 key in the older form, the only one that the gpgv of Debian 12 accepts. Throws Problem `master_key_wrong`.
 */
export async function openRepositoryKey(
  masterKey: MasterKey,
  kept: (make: () => Promise<string>) => Promise<string>,
): Promise<ReleaseSigner> {
  const { createCleartextMessage, createMessage, enums, generateKey, readPrivateKey, sign } = await import(
    'openpgp'
  );
  const sealed = await kept(async () => {
    const { privateKey } = await generateKey({
      type: 'ecc',
      curve: 'ed25519Legacy',
      userIDs: [{ name: 'Suivi repository' }],
      date: MADE_AT,
      format: 'armored',
    });
    return masterKey.seal(privateKey);
  });
  const key = await readPrivateKey({ armoredKey: masterKey.open(sealed) });
  const config = { preferredHashAlgorithm: enums.hash.sha512 };
  return {
    publicKey: key.toPublic().armor(),
    async sign(text, date) {
      const binary = Buffer.from(text);
      const [inRelease, detached] = await Promise.all([
        sign({ message: await createCleartextMessage({ text }), signingKeys: key, date, config }),
        sign({ message: await createMessage({ binary }), signingKeys: key, detached: true, date, config }),
      ]);
      return { inRelease, detached };
    },
  };
}
