import { createReadStream, type ReadStream } from 'node:fs';
import Type from 'typebox';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';

/** GET /apt/*: the apt repository of the agents, which every machine must be able to read; its Release is signed. */
export function agentRepository(api: Api, { repository }: Pick<AppDeps, 'repository'>): void {
  api.get(
    '/apt/*',
    {
      exposeHeadRoute: false,
      config: { open: true },
      schema: {
        summary: 'The apt repository of the agents',
        description: 'Suite `stable`, component `main`; the key of its signature is at /apt/suivi.asc.',
        tags: ['enrolment'],
        response: {
          200: {
            description: 'The file.',
            content: {
              'application/octet-stream': { schema: Type.Unsafe<Buffer | ReadStream>({ type: 'string' }) },
            },
          },
          304: Type.Null({ description: 'It is as it was.' }),
        },
      },
    },
    async ({ params, headers }, reply) => {
      // TypeBox takes the name of a field for a pattern, and this one is none.
      const { '*': path } = params as { '*': string };
      const found = repository.file(path);
      if (!found) throw new ApiError('not_found', `The repository has no ${path.slice(0, 200)}.`);
      const { type, content, modified, isImmutable } = found;
      reply
        .header('last-modified', modified.toUTCString())
        .header('cache-control', isImmutable ? 'public, max-age=86400' : 'no-cache');
      if (headers['if-modified-since'] === modified.toUTCString()) return reply.code(304).send(null);
      reply.type(type);
      if (Buffer.isBuffer(content)) return reply.send(content);
      return reply
        .header('content-length', content.size)
        .send(createReadStream(content.path, { end: content.size - 1 }));
    },
  );
}
