import { hostname } from 'node:os';
import type { Config } from '../config.ts';

/** Where a browser finds the collector of this configuration, as far as it can be known without asking it. */
export function addressOf({
  host,
  port,
  publicUrl,
  tls,
}: Pick<Config, 'host' | 'port' | 'publicUrl' | 'tls'>): string {
  if (publicUrl !== null) return publicUrl;
  const name = ['0.0.0.0', '::'].includes(host) ? hostname() : host;
  const scheme = tls.kind === 'off' ? 'http' : 'https';
  return `${scheme}://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
