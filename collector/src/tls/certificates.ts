import 'reflect-metadata';
import { createPublicKey, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

const EC = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { ...EC, hash: 'SHA-256' } as const;
const DAY_MS = 24 * 3600 * 1000;
const AUTHORITY_DAYS = 20 * 365;
/** What browsers accept at most. */
const SERVER_DAYS = 397;
/** A clock that is behind accepts it too. */
const MARGIN_MS = DAY_MS;

/** Everything in PEM. The server's key stays the same when its certificate is renewed: install lines pin it. */
export interface AuthorityKeys {
  readonly authority: string;
  readonly authorityKey: string;
  readonly serverKey: string;
}

/** Makes a certificate authority, which can sign servers and nothing below them, and a key for the server. */
export async function makeAuthority(name: string, now: Date): Promise<AuthorityKeys> {
  const [keys, server] = [await generateKeys(), await generateKeys()];
  const authority = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: [{ O: ['Suivi'] }, { CN: [name] }],
    keys,
    signingAlgorithm: SIGNING,
    ...validity(now, AUTHORITY_DAYS),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return {
    authority: authority.toString('pem'),
    authorityKey: await exportKey(keys.privateKey),
    serverKey: await exportKey(server.privateKey),
  };
}

/** Signs a certificate of the server for these names and addresses, in PEM, with its last day. */
export async function issueServer(
  { authority, authorityKey, serverKey }: AuthorityKeys,
  names: readonly string[],
  now: Date,
): Promise<{ certificate: string; notAfter: Date }> {
  const issuer = new X509Certificate(authority);
  const publicKey = await importPublic(serverKey);
  const issued = await X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: [{ O: ['Suivi'] }, { CN: ['collector'] }],
    issuer: issuer.subjectName,
    publicKey,
    signingKey: await importPrivate(authorityKey),
    signingAlgorithm: SIGNING,
    ...validity(now, SERVER_DAYS),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value })),
      ),
      await AuthorityKeyIdentifierExtension.create(issuer),
      await SubjectKeyIdentifierExtension.create(publicKey),
    ],
  });
  return { certificate: issued.toString('pem'), notAfter: issued.notAfter };
}

const validity = (now: Date, days: number) => ({
  notBefore: new Date(now.getTime() - MARGIN_MS),
  notAfter: new Date(now.getTime() - MARGIN_MS + days * DAY_MS),
});

/** Positive, as RFC 5280 wants it. */
function serial(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes.toString('hex');
}

const generateKeys = () => webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']);

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  const lines = der.toString('base64').match(/.{1,64}/g) as string[];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
}

function importPrivate(pem: string): Promise<webcrypto.CryptoKey> {
  const der = Buffer.from(pem.replaceAll(/-----.*-----|\s/g, ''), 'base64');
  return webcrypto.subtle.importKey('pkcs8', der, EC, false, ['sign']);
}

function importPublic(privatePem: string): Promise<webcrypto.CryptoKey> {
  const der = createPublicKey(privatePem).export({ type: 'spki', format: 'der' });
  return webcrypto.subtle.importKey('spki', der, EC, true, ['verify']);
}
