import { Readable } from 'node:stream';
import Type from 'typebox';
import { byteRange } from './byte-range.ts';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { IdParams } from './paging.ts';

const LogText = (description: string) => ({
  description,
  content: { 'text/plain': { schema: Type.Unsafe<NodeJS.ReadableStream>(Type.String()) } },
});

/** The machine that an execution, or the job that it waits for, belongs to. Throws execution_not_found. */
export async function machineOfExecution(
  { query, jobStore }: Pick<AppDeps, 'query' | 'jobStore'>,
  id: string,
): Promise<string> {
  const found = (await query.execution(id)) ?? (await jobStore.findByExecution(id));
  if (!found) throw new ApiError('execution_not_found');
  return found.machineId;
}

/** GET /api/executions/:id/log: the log as plain text, as far as it has arrived. */
export function executionLog(api: Api, deps: Pick<AppDeps, 'query' | 'jobStore' | 'logs'>): void {
  api.get(
    '/api/executions/:id/log',
    {
      config: { scope: 'artifacts:read' },
      schema: {
        summary: "An execution's log",
        description: 'Plain text, as far as it has arrived; empty before that. Answers one Range of bytes.',
        tags: ['executions'],
        params: IdParams,
        response: { 200: LogText('The whole log.'), 206: LogText('The part that was asked for.') },
      },
    },
    async ({ params: { id }, headers }, reply) => {
      const machineId = await machineOfExecution(deps, id);
      const size = await deps.logs.size(machineId, id);
      const range = byteRange(headers.range, size);
      if (range === 'unsatisfiable') {
        reply.header('content-range', `bytes */${size}`);
        throw new ApiError('range_not_satisfiable', `The log has ${size} bytes.`);
      }
      const { from, to } = range ?? { from: 0, to: size };
      if (range) reply.code(206).header('content-range', `bytes ${from}-${to - 1}/${size}`);
      reply
        .type('text/plain; charset=utf-8')
        .header('accept-ranges', 'bytes')
        .header('content-length', to - from);
      return reply.send(size === 0 ? Readable.from([]) : deps.logs.read(machineId, id, from, to));
    },
  );
}
