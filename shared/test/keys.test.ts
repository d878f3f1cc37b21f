import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { generateKeyPair, publicKeyOf, readPrivateKey, signBytes, verifyBytes } from '../src/keys.ts';

const bytes = new TextEncoder().encode('something to sign');

test('what one key signs, only its own public key verifies', () => {
  const { privateKeyPem, publicKey } = generateKeyPair();
  const signature = signBytes(readPrivateKey(privateKeyPem), bytes);
  expect(verifyBytes(publicKey, bytes, signature)).toBe(true);
  expect(verifyBytes(publicKey, bytes.slice(1), signature)).toBe(false);
  expect(verifyBytes(generateKeyPair().publicKey, bytes, signature)).toBe(false);
  expect(publicKeyOf(readPrivateKey(privateKeyPem))).toBe(publicKey);
  expect(Buffer.from(publicKey, 'base64')).toHaveLength(32);
});

test.each([
  ['no key', '', 'AAAA'],
  ['a short key', 'AAAA', 'AAAA'],
  ['no signature', generateKeyPair().publicKey, ''],
  ['garbage', 'not base64 at all', '%%%'],
])('%s is no proof', (_what, key, signature) => {
  expect(verifyBytes(key, bytes, signature)).toBe(false);
});

test('a key of another kind is refused', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  expect(() => readPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())).toThrow(
    'Ed25519',
  );
});
