import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isLoopback } from '../domain/loopback.ts';
import { Problem } from '../domain/problem.ts';
import { collectorUnreachable } from '../identity/enrol.ts';
import { fetchAuthority, readFingerprint } from '../identity/pinned-authority.ts';

/** Throws Problem `plain_http` for an http address that leads to another machine. */
export function refuseOpenLine(url: string): void {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:' || isLoopback(hostname)) return;
  throw new Problem(
    'plain_http',
    `Everybody on the way to ${url} could read the token, and what this machine reports.`,
    'Use the https address of the collector; --plain-http allows it all the same.',
  );
}

/** The authority that was asked for on the command line, in PEM; null when none was. Throws Problem. */
export async function readAuthority(
  url: string,
  { caFile, caFingerprint }: { readonly caFile?: string; readonly caFingerprint?: string },
): Promise<string | null> {
  if (caFile !== undefined && caFingerprint !== undefined)
    throw usage('Both --ca-file and --ca-fingerprint are given.', 'Give one of them.');
  if (caFile !== undefined) return readAuthorityFile(caFile);
  if (caFingerprint === undefined) return null;
  const fingerprint = readFingerprint(caFingerprint);
  if (fingerprint === null)
    throw usage(
      `"${caFingerprint}" is no SHA-256 fingerprint.`,
      'Copy it from what the collector prints: 64 digits.',
    );
  return fetchAuthority(url, fingerprint).catch((error: Error) => {
    throw error instanceof Problem ? error : collectorUnreachable(url, error);
  });
}

async function readAuthorityFile(path: string): Promise<string> {
  try {
    const pem = await readFile(path, 'utf8');
    new X509Certificate(pem);
    return pem;
  } catch (error) {
    throw new Problem(
      'ca_unusable',
      `${path} cannot be used as a certificate: ${(error as Error).message}.`,
      'It must be a certificate in PEM, as /etc/ssl/certs has them.',
      error,
    );
  }
}

const usage = (message: string, next: string) => new Problem('usage', message, next);
