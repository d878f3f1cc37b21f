import { createHash, createPublicKey } from 'node:crypto';
import type { ServerCertificate, Tls } from '../domain/tls.ts';
import type { MasterKey } from '../identity/master-key.ts';
import type { AuthorityKeys } from './certificates.ts';

const HOUR_MS = 3600 * 1000;
/** Before its end a certificate is renewed by so much. */
const RENEW_BEFORE_MS = 60 * 24 * HOUR_MS;

export interface OwnTlsOptions {
  readonly masterKey: MasterKey;
  /** Gives what is kept in the database, or keeps what is made. */
  readonly kept: (make: () => Promise<string>) => Promise<string>;
  /** Names the authority. */
  readonly collectorId: string;
  /** Names and addresses of this collector. */
  readonly names: readonly string[];
  readonly now?: () => Date;
  /** Milliseconds between looks at the certificate's age. */
  readonly lookMs?: number;
}

/**
 * TLS with a certificate of the collector's own authority, which is made the first time and lies in the database, sealed. The
 * certificate is made anew at each start, and in time before it ends. Throws Problem `master_key_wrong`.
 */
export async function openOwnTls(options: OwnTlsOptions): Promise<Tls> {
  const { masterKey, kept, collectorId, names, now = () => new Date(), lookMs = HOUR_MS } = options;
  const { issueServer, makeAuthority } = await import('./certificates.ts');
  const sealed = await kept(async () =>
    masterKey.seal(JSON.stringify(await makeAuthority(`collector ${collectorId}`, now()))),
  );
  const keys = JSON.parse(masterKey.open(sealed)) as AuthorityKeys;
  const issue = async (): Promise<{ made: ServerCertificate; notAfter: Date }> => {
    const { certificate, notAfter } = await issueServer(keys, names, now());
    return { made: { cert: `${certificate}\n${keys.authority}\n`, key: keys.serverKey }, notAfter };
  };
  const first = await issue();
  return {
    current: first.made,
    ownCa: { pem: keys.authority, pin: pinOf(keys.serverKey), fingerprint: fingerprintOf(keys.authority) },
    follow(onChange, signal) {
      let { notAfter } = first;
      const timer = setInterval(async () => {
        if (notAfter.getTime() - now().getTime() > RENEW_BEFORE_MS) return;
        const next = await issue();
        notAfter = next.notAfter;
        if (!signal.aborted) onChange(next.made);
      }, lookMs).unref();
      signal.addEventListener('abort', () => clearInterval(timer), { once: true });
    },
  };
}

/** A key's hash as curl --pinnedpubkey takes it. */
function pinOf(keyPem: string): string {
  const der = createPublicKey(keyPem).export({ type: 'spki', format: 'der' });
  return `sha256//${createHash('sha256').update(der).digest('base64')}`;
}

/** A certificate's SHA-256 as people compare it: pairs of digits with colons. */
function fingerprintOf(pem: string): string {
  const der = Buffer.from(pem.replaceAll(/-----.*-----|\s/g, ''), 'base64');
  const hex = createHash('sha256').update(der).digest('hex').toUpperCase();
  return (hex.match(/../g) as string[]).join(':');
}
