import type { FastifyInstance } from 'fastify';

/** Lets the app listen on a free port of this machine; gives its address. */
export async function listen(app: FastifyInstance): Promise<string> {
  return app.listen({ host: '127.0.0.1', port: 0 });
}
