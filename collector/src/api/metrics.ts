import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { findMachine } from './machines.ts';
import { IdParams } from './paging.ts';
import { MachineMetrics } from './shape/metrics.ts';

/** GET /api/machines/:id/metrics: how a machine is doing now. */
export function metrics(api: Api, deps: Pick<AppDeps, 'query'>): void {
  api.get(
    '/api/machines/:id/metrics',
    {
      config: { scope: 'metrics:read' },
      schema: {
        summary: "A machine's newest metrics",
        tags: ['metrics'],
        params: IdParams,
        response: { 200: MachineMetrics },
      },
    },
    async ({ params: { id } }) => {
      await findMachine(deps, id);
      const row = await deps.query.metrics(id);
      if (!row) throw new ApiError('metrics_not_found');
      return row;
    },
  );
}
