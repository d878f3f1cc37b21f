import { existsSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Api, AppDeps } from './deps.ts';
import { notFound } from './not-found.ts';

/** Only our own files: no inline script, no inline style, nothing from elsewhere, in no frame. */
const PAGE_CSP =
  "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

/** Files with a hash in their names never change. */
const HASHED = 'public, max-age=31536000, immutable';
/** The others are asked for again each time, which costs an answer without a body. */
const ASK_AGAIN = 'no-cache';

/** Paths that are never a place in the page: a wrong one is told as such. */
const NOT_THE_PAGE = /^\/(api|apt|assets|health|metrics)(\/|$)/;

const UNBUILT = `Suivi is running, but its page has not been built.

In a checkout, build it with: npm run build
The API works without it: /api/docs describes it (any name, and the token of an API client as the password).
A token for it: suivi-collector create-client <name> (in a checkout: node collector/dist/collector.mjs create-client <name>)
`;

/** The page of the administrator: the files that were built, and its first file for every place in it. */
export function page(api: Api, { pageDir }: Pick<AppDeps, 'pageDir'>): void {
  const config = { open: true } as const;
  const hide = { schema: { hide: true }, config };
  if (pageDir === undefined || !existsSync(join(pageDir, 'index.html'))) {
    api.get('/*', hide, async (request, reply) => {
      if (NOT_THE_PAGE.test(request.url)) throw notFound(request);
      return reply.code(503).type('text/plain; charset=utf-8').send(UNBUILT);
    });
    return;
  }

  api.register(fastifyStatic, {
    root: pageDir,
    serve: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isHashed = path.startsWith(join(pageDir, 'assets') + sep);
      reply.header('cache-control', isHashed ? HASHED : ASK_AGAIN);
      reply.header('content-security-policy', PAGE_CSP);
    },
  });
  const files = new Set(
    readdirSync(pageDir, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name),
  );

  api.get('/assets/*', hide, (request: FastifyRequest, reply: FastifyReply) =>
    reply.sendFile(`assets/${(request.params as { '*': string })['*']}`),
  );
  api.get('/*', hide, (request: FastifyRequest, reply: FastifyReply) => {
    if (NOT_THE_PAGE.test(request.url)) throw notFound(request);
    const name = (request.params as { '*': string })['*'];
    return reply.sendFile(files.has(name) ? name : 'index.html');
  });
}
