import { hostname } from 'node:os';
import type { Config } from '../config.ts';

/** Where a browser finds the collector of this configuration, as far as it can be known without asking it. */
export function addressOf({ host, port, publicUrl }: Pick<Config, 'host' | 'port' | 'publicUrl'>): string {
  if (publicUrl !== null) return publicUrl;
  const name = ['0.0.0.0', '::'].includes(host) ? hostname() : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
