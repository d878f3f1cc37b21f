import type { DockerInventory } from '@suivi/shared';
import { namesToAsk } from '../domain/docker.ts';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { findMachine } from './machines.ts';
import { IdParams } from './paging.ts';
import { DockerStacks, showStacks } from './shape/docker.ts';

/** GET /api/machines/:id/docker/stacks: what a machine's containers run, and what of it has something newer. */
export function docker(api: Api, deps: Pick<AppDeps, 'query' | 'registries'>): void {
  api.get(
    '/api/machines/:id/docker/stacks',
    {
      config: { scope: 'machines:read' },
      schema: {
        summary: "A machine's stacks and containers",
        description:
          'By the newest reading of its container engine. `state` says whether there was one; without it the lists are empty because nothing is known.',
        tags: ['docker'],
        params: IdParams,
        response: { 200: DockerStacks },
      },
    },
    async ({ params: { id } }) => {
      await findMachine(deps, id);
      const row = await deps.query.latestSnapshot(id, 'docker_inventory');
      if (!row) throw new ApiError('snapshot_not_found');
      const inventory = JSON.parse(row.payloadJson) as DockerInventory;
      return showStacks(row, inventory, await deps.registries.answers(namesToAsk(inventory)));
    },
  );
}
