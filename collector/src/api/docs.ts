import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { DOCS_CSRF } from './docs-csrf.ts';
import { Problem } from './problem.ts';

const PROBLEMS = {
  description: 'What went wrong and what to do next.',
  content: { 'application/problem+json': { schema: Problem } },
};

/** What the page of the documentation needs: its own files, and to call this API. */
const UI_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

/** Says of every route what its registration knows already: its credential, its scope, and how it answers when something is wrong. */
function completeSchema(route: RouteOptions): void {
  const { schema, config } = route;
  if (!schema || schema.hide) return;
  const scope = config?.session ? undefined : config?.scope;
  if (config?.open) schema.security = [];
  else schema.security = config?.session ? [{ session: [] }] : [{ token: [] }, { session: [] }];
  if (scope) schema.description = [schema.description, `Scope: ${scope}.`].filter(Boolean).join(' ');
  schema.response = { ...(schema.response as object), '4xx': PROBLEMS, '5xx': PROBLEMS };
}

/**
 * Describes the API at /api/docs for people and at /api/docs/json for programs, both behind a credential. A browser cannot
 * send a bearer token by itself, so here, and only here, it may be the password of HTTP Basic.
 */
export function describeApi(app: FastifyInstance): void {
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Suivi',
        version: '1',
        description:
          'Times are ISO 8601 in UTC. Fields are the columns of the tables in camelCase; `…Json` is JSON text as it is stored. ' +
          'Lists give `next`, which is passed as `after` to go on.',
      },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'The token of an API client.' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'su_session',
            description:
              'The cookie that POST /api/login gives, over https with the prefix __Host-. What changes something needs the ' +
              'header X-CSRF-Token of GET /api/session, and must come from a page of this collector. This page sends it by itself: ' +
              'who is signed in need not enter anything here.',
          },
        },
      },
    },
  });
  app.addHook('onRoute', completeSchema);
  app.register(async (docs) => {
    docs.decorate('defaultScope', 'any');
    docs.addHook('onRoute', (route) => {
      route.config = { ...route.config, basic: true };
    });
    await docs.register(swaggerUi, {
      routePrefix: '/api/docs',
      staticCSP: UI_CSP,
      theme: { js: [{ filename: 'csrf.js', content: DOCS_CSRF }] },
    });
  });
}
