/**
 * A script for the API's page: what changes something and is sent with the session's cookie carries the session's CSRF token. It
 * asks for the token each time, since one may have signed in anew in another tab. A token of an API client that was entered
 * on the page goes as it is.
 */
export const DOCS_CSRF = `'use strict';
{
  const plain = window.fetch.bind(window);
  const safe = new Set(['GET', 'HEAD', 'OPTIONS']);
  window.fetch = async (resource, init) => {
    const request = new Request(resource, init);
    const isOurs = new URL(request.url).origin === location.origin;
    if (safe.has(request.method) || !isOurs || request.headers.has('authorization')) return plain(request);
    const session = await plain('/api/session', { credentials: 'same-origin' });
    if (session.ok) request.headers.set('x-csrf-token', (await session.json()).csrfToken);
    return plain(request);
  };
}
`;
