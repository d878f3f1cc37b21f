import type { FastifyRequest } from 'fastify';
import { ApiError } from './errors.ts';

/** A name or an address, perhaps with a port: what a script may contain as it is. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::\d{1,5})?$/i;

/**
 * The address under which machines reach the collector: as it is configured, or else what the request came to, as the proxies
 * say that are believed. Throws bad_request where that is no plain host.
 */
export function baseUrl(request: FastifyRequest, publicUrl: string | null = null): string {
  if (publicUrl !== null) return publicUrl;
  const { protocol, host } = request;
  if (!HOST.test(host))
    throw new ApiError('bad_request', 'The Host header is no plain host.', {
      next: 'Ask by the name or the address of the collector, or set SU_PUBLIC_URL.',
    });
  return `${protocol}://${host.toLowerCase()}`;
}
