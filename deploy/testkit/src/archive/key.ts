import { createCleartextMessage, createMessage, enums, generateKey, readPrivateKey, sign } from 'openpgp';

/** An OpenPGP key that signs archives. */
export interface SigningKey {
  /** Armoured, as a Signed-By file ending in .asc takes it. */
  publicKey: string;
  privateKey: string;
}

/**
 * Makes a signing key. The curve is the "legacy" form of ed25519, the only one that gpgv of apt 2.6 accepts.
 * It is dated in the past, so that a clock that is behind accepts it too.
 */
export async function generateSigningKey(name: string): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKey({
    type: 'ecc',
    curve: 'ed25519Legacy',
    userIDs: [{ name, email: 'tests@example.invalid' }],
    date: new Date('2020-01-01T00:00:00Z'),
    format: 'armored',
  });
  return { publicKey, privateKey };
}

/** Signs the text of a Release file: the content of InRelease and of Release.gpg. */
export async function signRelease(
  text: string,
  key: SigningKey,
): Promise<{ inRelease: string; detached: string }> {
  const signingKeys = await readPrivateKey({ armoredKey: key.privateKey });
  const config = { preferredHashAlgorithm: enums.hash.sha512 };
  const [inRelease, detached] = await Promise.all([
    sign({ message: await createCleartextMessage({ text }), signingKeys, config }),
    sign({
      message: await createMessage({ binary: Buffer.from(text) }),
      signingKeys,
      detached: true,
      config,
    }),
  ]);
  return { inRelease, detached };
}
