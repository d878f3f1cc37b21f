import { setImmediate } from 'node:timers/promises';
import { Count } from '@suivi/shared';
import Type from 'typebox';
import type { Api, AppDeps } from './deps.ts';
import { machineOfExecution } from './execution-log.ts';
import { IdParams } from './paging.ts';
import { neverRuns } from './shape/pending-execution.ts';
import { LOG_STREAM_DATA, streamOf } from './shape/stream.ts';
import type { OpenStreams } from './stream/open-streams.ts';
import { formatEvent, HEARTBEAT } from './stream/sse.ts';
import { wholeTexts } from './stream/utf8-pieces.ts';
import { Wakeup } from './stream/wakeup.ts';

/** The id of the last event: a client that comes back with it has everything. */
const END = 'end';

/** GET /api/executions/:id/log/stream: the log as it grows. */
export function logStream(api: Api, deps: AppDeps, streams: OpenStreams): void {
  const { query, jobStore, logs, feed, giveWay, heartbeatMs = 15_000 } = deps;

  /** How the execution ended, or the job that will never run; null while more may come. */
  const endOf = async (id: string): Promise<string | null> => {
    const row = await query.execution(id);
    if (row) return row.finishedAt === null ? null : row.status;
    const job = await jobStore.findByExecution(id);
    return job === null || neverRuns(job) ? (job?.status ?? 'unknown') : null;
  };

  async function* follow(machineId: string, id: string, from: number, signal: AbortSignal) {
    const wakeup = new Wakeup();
    let mayHaveEnded = true;
    let noticed: number | null = null;
    const unsubscribe = feed.subscribe({
      changes: (changes) => {
        if (!changes.some((change) => change.machineId === machineId)) return;
        mayHaveEnded = true;
        wakeup.wake();
      },
      live: (notice) => {
        if (notice.type !== 'log' || notice.executionId !== id) return;
        noticed = notice.size;
        wakeup.wake();
      },
    });
    let end: string | null = null;
    try {
      let offset = from;
      while (!signal.aborted) {
        // The end is asked for before the size: what is finished has its whole log.
        if (mayHaveEnded) {
          mayHaveEnded = false;
          noticed = null;
          end = await endOf(id);
        }
        const size: number = noticed ?? (await logs.size(machineId, id));
        if (end !== null && size < offset) {
          offset = 0;
          yield formatEvent({ id: offset, event: 'reset', data: { offset } });
        }
        const sent = offset;
        for await (const bytes of wholeTexts(logs.read(machineId, id, offset, size), end !== null)) {
          // Between two pieces of a long log the others have their turn.
          await setImmediate();
          await giveWay?.();
          const text = bytes.toString('utf8');
          yield formatEvent({ id: offset + bytes.length, event: 'chunk', data: { offset, text } });
          offset += bytes.length;
        }
        if (end !== null && offset >= size) {
          yield formatEvent({ id: END, event: 'end', data: { size, status: end } });
          return;
        }
        if (offset !== sent || (await wakeup.wait(heartbeatMs, signal))) continue;
        mayHaveEnded = true;
        if (!signal.aborted) yield HEARTBEAT;
      }
    } finally {
      unsubscribe();
    }
  }

  api.get(
    '/api/executions/:id/log/stream',
    {
      exposeHeadRoute: false,
      config: { scope: 'artifacts:read' },
      schema: {
        summary: "Follow an execution's log",
        description:
          'Server-sent events. The id of a chunk is the byte behind it, and `from` or Last-Event-ID the byte to go on at. ' +
          'After `end` a client that connects again is answered 204, which tells an EventSource to stop.',
        tags: ['executions'],
        params: IdParams,
        querystring: Type.Object({ from: Type.Optional(Count) }, { additionalProperties: false }),
        headers: Type.Object({
          'last-event-id': Type.Optional(Type.String({ pattern: `^(\\d{0,15}|${END})$` })),
        }),
        response: {
          ...streamOf(LOG_STREAM_DATA),
          204: Type.Null({ description: 'Everything was sent before.' }),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const machineId = await machineOfExecution(deps, id);
      const lastEventId = request.headers['last-event-id'] || undefined;
      if (lastEventId === END) return reply.code(204).send(null);
      const from = Number(lastEventId ?? request.query.from ?? 0);
      return streams.send(request, reply, (signal) => follow(machineId, id, from, signal));
    },
  );
}
