import { actorOf } from '../domain/actor.ts';
import { callerOf } from './access.ts';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { IdParams } from './paging.ts';
import { Execution } from './shape/execution.ts';

/** POST /api/executions/:id/acknowledge: a person takes note of a failure. */
export function failures(
  api: Api,
  {
    query,
    failures: store,
    feed,
    now = () => new Date(),
  }: Pick<AppDeps, 'query' | 'failures' | 'feed' | 'now'>,
): void {
  api.post(
    '/api/executions/:id/acknowledge',
    {
      config: { scope: 'machines:write' },
      schema: {
        summary: 'Take note of a failed execution',
        description:
          'It, and failures before it that its success would have made up for, no longer make the machine an error; other failures and what the analysis of the machine says still count. A second time changes nothing.',
        tags: ['executions'],
        params: IdParams,
        response: { 200: Execution },
      },
    },
    async (request) => {
      const { id } = request.params;
      const answer = await store.acknowledgeFailure(id, actorOf(callerOf(request)), now().toISOString());
      if (answer === 'not_found') throw new ApiError('execution_not_found');
      if (answer === 'not_failed') throw new ApiError('execution_not_failed');
      feed.publish(answer.changes);
      const row = await query.execution(id);
      if (!row) throw new ApiError('execution_not_found');
      return row;
    },
  );
}
