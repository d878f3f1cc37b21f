import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { isIP } from 'node:net';
import { connect, type DetailedPeerCertificate } from 'node:tls';
import { Problem } from '../domain/problem.ts';

const TIMEOUT_MS = 30_000;
const LONGEST_CHAIN = 10;

/** A fingerprint as people copy it, in plain digits; null when it is no SHA-256. */
export function readFingerprint(text: string): string | null {
  const digits = text
    .replace(/^sha-?256[:/=]+/i, '')
    .replaceAll(/[:\s]/g, '')
    .toLowerCase();
  return /^[0-9a-f]{64}$/.test(digits) ? digits : null;
}

/**
 * Fetches the certificate with this SHA-256 (64 digits) from the chain that a server shows, in PEM: from then on it is the
 * authority to trust. Nothing else of the connection is believed or used. Throws Problem `ca_fingerprint_wrong`, and what
 * the network says.
 */
export async function fetchAuthority(address: string, fingerprint: string): Promise<string> {
  const { hostname, port, protocol } = new URL(address);
  if (protocol !== 'https:')
    throw new Problem(
      'ca_fingerprint_wrong',
      `${address} has no certificate, so it has no fingerprint either.`,
      'Use the https address of the collector.',
    );
  const host = hostname.replaceAll(/[[\]]/g, '');
  const socket = connect({
    host,
    port: Number(port || 443),
    ...(!isIP(host) && { servername: host }),
    // Who it is, is what the fingerprint decides.
    rejectUnauthorized: false,
  });
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const chain = chainOf(socket.getPeerCertificate(true));
    const found = chain.find((each) => readFingerprint(each.fingerprint256) === fingerprint);
    if (found) return found.toString();
    const last = chain.at(-1)?.fingerprint256 ?? 'none';
    throw new Problem(
      'ca_fingerprint_wrong',
      `The collector at ${address} does not show a certificate with this fingerprint; its authority's is ${last}.`,
      'Compare the fingerprint with the one that the collector prints when it starts. If they differ, something between here and the collector answers in its place. Nothing has been sent.',
    );
  } finally {
    socket.destroy();
  }
}

function chainOf(leaf: DetailedPeerCertificate): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next: DetailedPeerCertificate | undefined = leaf;
  while (next?.raw && chain.length < LONGEST_CHAIN) {
    chain.push(new X509Certificate(next.raw));
    // A certificate that has signed itself names itself as its issuer.
    next = next.issuerCertificate === next ? undefined : next.issuerCertificate;
  }
  return chain;
}
