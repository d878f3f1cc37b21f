import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { authorise } from '../access.ts';
import type { AppDeps } from '../deps.ts';
import { sendEvents } from './sse.ts';

/** Answers requests with streams, and ends all of them before the app closes. */
export interface OpenStreams {
  send(
    request: FastifyRequest,
    reply: FastifyReply,
    write: (signal: AbortSignal) => AsyncGenerator<string>,
  ): FastifyReply;
}

/** The streams of an app: each ends when its client goes, stalls or loses its credential, and when the app closes. */
export function openStreams(
  app: FastifyInstance,
  {
    heartbeatMs = 15_000,
    stallMs = 60_000,
    ...deps
  }: Pick<AppDeps, 'clients' | 'accounts' | 'heartbeatMs' | 'stallMs'>,
): OpenStreams {
  const closing = new AbortController();
  app.addHook('preClose', async () => closing.abort());
  return {
    send: (request, reply, write) =>
      sendEvents(reply, write, {
        stallMs,
        recheckMs: heartbeatMs,
        signal: closing.signal,
        mayListen: () =>
          authorise(request, deps).then(
            () => true,
            () => false,
          ),
      }),
  };
}
