import { Action, Id } from '@suivi/shared';
import Type from 'typebox';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { IdParams, PageOf, pageOf, pageQuery, RequestId } from './paging.ts';
import { Execution, ExecutionStatus, ExecutionWithResult, showExecution } from './shape/execution.ts';
import { PendingExecution, showPending } from './shape/pending-execution.ts';

const tags = ['executions'];
const config = { scope: 'machines:read' } as const;

/** /api/executions: what has been run on machines, newest first. */
export function executions(api: Api, { query, jobStore }: Pick<AppDeps, 'query' | 'jobStore'>): void {
  api.get(
    '/api/executions',
    {
      config,
      schema: {
        summary: 'List executions, newest first',
        tags,
        querystring: Type.Object(
          {
            machineId: Type.Optional(Id),
            status: Type.Optional(ExecutionStatus),
            action: Type.Optional(Action),
            requestId: Type.Optional(RequestId),
            jobId: Type.Optional(Id),
            ...pageQuery,
          },
          { additionalProperties: false },
        ),
        response: { 200: PageOf(Execution) },
      },
    },
    async ({ query: { limit, after, ...filter } }) =>
      pageOf(await query.executions(filter, { limit, after }), (row) => row),
  );

  api.get(
    '/api/executions/:id',
    {
      config,
      schema: {
        summary: 'One execution, or the job that it waits for',
        description: 'Until it has started there is only its job: the status is then that of the job.',
        tags,
        params: IdParams,
        response: { 200: Type.Union([ExecutionWithResult, PendingExecution]) },
      },
      // The result goes out as it came in: fields of a newer agent stay.
      serializerCompiler: () => JSON.stringify,
    },
    async ({ params: { id } }) => {
      const row = await query.execution(id);
      if (row) return showExecution(row);
      const job = await jobStore.findByExecution(id);
      if (!job) throw new ApiError('execution_not_found');
      return showPending(job);
    },
  );
}
