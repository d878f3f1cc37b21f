import { Readable } from 'node:stream';
import Type from 'typebox';
import { artifactDeleted } from './artifacts.ts';
import { byteRange } from './byte-range.ts';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { inFull } from './in-full.ts';
import { IdParams } from './paging.ts';

const LogText = (description: string) => ({
  description,
  content: { 'text/plain': { schema: Type.Unsafe<NodeJS.ReadableStream>(Type.String()) } },
});

/** The machine that an execution, or the job that it waits for, belongs to. Throws execution_not_found, or artifact_deleted when its log was deleted. */
export async function machineOfExecution(
  { query, jobStore, archive }: Pick<AppDeps, 'query' | 'jobStore' | 'archive'>,
  id: string,
): Promise<string> {
  const execution = await query.execution(id);
  const found = execution ?? (await jobStore.findByExecution(id));
  if (!found) throw new ApiError('execution_not_found');
  const artifact = execution?.rawLogPath ? await archive.artifactAt(execution.rawLogPath) : null;
  if (artifact && artifact.deletedAt !== null) throw artifactDeleted(artifact);
  return found.machineId;
}

/** GET /api/executions/:id/log: the log as plain text, as far as it has arrived. */
export function executionLog(api: Api, deps: Pick<AppDeps, 'query' | 'jobStore' | 'archive' | 'logs'>): void {
  api.get(
    '/api/executions/:id/log',
    {
      config: { scope: 'artifacts:read' },
      schema: {
        summary: "An execution's log",
        description:
          'Plain text, as far as it has arrived; empty before that. Answers one Range of bytes. 410 once it was deleted.',
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
      return reply.send(
        size === 0 ? Readable.from([]) : inFull(deps.logs.read(machineId, id, from, to), to - from),
      );
    },
  );
}
