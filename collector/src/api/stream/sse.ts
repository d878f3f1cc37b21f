import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** One server-sent event. Without `event` and `data` it only moves the place from which a client resumes. */
export interface StreamEvent {
  readonly id?: string | number;
  readonly event?: string;
  readonly data?: unknown;
}

/** A sign of life: a comment, which clients do not see. */
export const HEARTBEAT = ': alive\n\n';

/** The first block, sent at once so that a client knows that it is connected: how many milliseconds to wait before connecting again. */
const GREETING = 'retry: 2000\n\n';

/** The text of a server-sent event; its data is one line of JSON. */
export function formatEvent({ id, event, data }: StreamEvent): string {
  const head = `${id === undefined ? '' : `id: ${id}\n`}${event === undefined ? '' : `event: ${event}\n`}`;
  // Not joined from lines, which would copy it once more: a piece of a log is large.
  return data === undefined ? `${head}\n` : `${head}data: ${JSON.stringify(data)}\n\n`;
}

export interface StreamOptions {
  /** Closes the stream when the client has taken nothing for this many milliseconds. */
  readonly stallMs: number;
  /** Asked every so many milliseconds whether the client may still listen. */
  readonly recheckMs: number;
  readonly mayListen: () => Promise<boolean>;
  /** Ends the stream, e.g. because the collector shuts down. */
  readonly signal: AbortSignal;
}

/**
 * Answers with a stream of server-sent events: each text that `write` yields is one block. Nothing is gathered for a client
 * that reads slowly: `write` is asked for the next block when the last one has been taken. Its signal says that the client has gone.
 */
export function sendEvents(
  reply: FastifyReply,
  write: (signal: AbortSignal) => AsyncGenerator<string>,
  { stallMs, recheckMs, mayListen, signal }: StreamOptions,
): FastifyReply {
  const gone = new AbortController();
  const stall = setTimeout(() => reply.raw.destroy(), stallMs);
  reply.raw.once('close', () => {
    clearTimeout(stall);
    gone.abort();
  });
  const watched = async function* () {
    let checkedAt = performance.now();
    yield GREETING;
    for await (const block of write(AbortSignal.any([gone.signal, signal]))) {
      if (performance.now() - checkedAt >= recheckMs) {
        if (!(await mayListen())) return;
        checkedAt = performance.now();
      }
      stall.refresh();
      yield block;
    }
  };
  return reply
    .type('text/event-stream; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no')
    .send(Readable.from(watched()));
}
