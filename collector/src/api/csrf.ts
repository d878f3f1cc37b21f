import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { ApiError } from './errors.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether the browser says that a page of ours asks; null when it says nothing about that. */
function isOwnOrigin({ headers, host }: FastifyRequest): boolean | null {
  // Only over https and on loopback do browsers send it, so the other one is asked as well.
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin } = headers;
  if (origin === undefined) return null;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** Throws csrf when another site makes a browser ask. For routes that need no credential and give one. */
export function refuseForeignPage(request: FastifyRequest): void {
  if (isOwnOrigin(request) === false)
    throw new ApiError('csrf', 'The request does not come from a page of this collector.');
}

/** Throws csrf unless what changes something comes from a page of ours that knows the session's token. */
export function checkCsrf(request: FastifyRequest, csrfToken: string): void {
  if (SAFE.has(request.method)) return;
  if (isOwnOrigin(request) !== true)
    throw new ApiError('csrf', 'The request does not come from a page of this collector.');
  const given = Buffer.from(String(request.headers['x-csrf-token'] ?? ''));
  const wanted = Buffer.from(csrfToken);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
    throw new ApiError('csrf', 'The header X-CSRF-Token is not that of the session.');
}
