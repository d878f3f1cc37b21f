import { isLoopback } from '../domain/loopback.ts';

/**
 * Whether what we send to this WebSocket address must be masked in earnest. The mask protects those between us and the
 * collector who would take our bytes for something else (RFC 6455, 10.3). Under TLS and on loopback nobody reads them, and a
 * mask of zeros, which need not be applied, spares most of the work of sending a log.
 */
export function needsMask(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol !== 'wss:' && !isLoopback(hostname);
}
