import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { Problem } from './domain/problem.ts';

/** Off: plain HTTP. Own: a certificate of the collector's own authority, with these names beside its own. */
export type TlsConfig =
  | { readonly kind: 'off' }
  | { readonly kind: 'own'; readonly names: readonly string[] }
  | { readonly kind: 'files'; readonly cert: string; readonly key: string };

export const TLS_VARIABLES = [
  {
    name: 'SU_TLS_CERT',
    meaning: 'a certificate with those that signed it, PEM; read again when it changes',
  },
  { name: 'SU_TLS_KEY', meaning: 'its key, PEM' },
  {
    name: 'SU_TLS',
    meaning:
      'without these two: `own` makes a certificate and its authority, `off` is plain HTTP, for a proxy in front of it',
    fallback: 'own, but off on a loopback address',
  },
  { name: 'SU_TLS_NAMES', meaning: 'more names and addresses for a certificate of its own, with commas' },
] as const;

const NAME = /^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;

/** How the collector that listens on this host speaks. Throws Problem `config_invalid`. */
export function readTls(env: NodeJS.ProcessEnv, host: string): TlsConfig {
  const { SU_TLS_CERT: cert, SU_TLS_KEY: key, SU_TLS: mode } = env;
  if (mode && mode !== 'own' && mode !== 'off')
    throw invalid(`SU_TLS is "${mode}".`, 'Use own or off, or give SU_TLS_CERT and SU_TLS_KEY instead.');
  if (cert || key) {
    if (!cert || !key)
      throw invalid(
        `${cert ? 'SU_TLS_KEY' : 'SU_TLS_CERT'} is missing.`,
        'A certificate and its key go together.',
      );
    if (mode)
      throw invalid(
        `SU_TLS is "${mode}", and there is a certificate.`,
        'Unset SU_TLS, or SU_TLS_CERT and SU_TLS_KEY.',
      );
    return { kind: 'files', cert: resolve(cert), key: resolve(key) };
  }
  const names = readNames(env.SU_TLS_NAMES);
  return (mode || (isLoopback(host) ? 'off' : 'own')) === 'own' ? { kind: 'own', names } : { kind: 'off' };
}

/** Whether only this machine reaches an address. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

function readNames(text = ''): string[] {
  const names = text.split(/[\s,]+/).filter((each) => each !== '');
  const wrong = names.find((each) => !isIP(each) && (!NAME.test(each) || each.length > 253));
  if (wrong !== undefined)
    throw invalid(`SU_TLS_NAMES has "${wrong}", which is no name and no address.`, 'Write names as in DNS.');
  return names;
}

const invalid = (message: string, next: string) => new Problem('config_invalid', message, next);
