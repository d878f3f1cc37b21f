import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { findMachine } from './machines.ts';
import { IdParams } from './paging.ts';
import { MachineGuests, showGuests } from './shape/guests.ts';

/** GET /api/machines/:id/guests: what a host runs, and which of it has no agent yet. */
export function guests(api: Api, deps: Pick<AppDeps, 'query'>): void {
  api.get(
    '/api/machines/:id/guests',
    {
      config: { scope: 'machines:read' },
      schema: {
        summary: 'The guests of a host, and which of them have no agent yet',
        description:
          'Guests are virtual machines and containers. Null is not known: names, addresses and states of guests are read by root alone, by the action guests_inventory, which a host asks for by itself.',
        tags: ['machines'],
        params: IdParams,
        response: { 200: MachineGuests },
      },
    },
    async ({ params: { id } }) => {
      await findMachine(deps, id);
      const row = await deps.query.latestSnapshot(id, 'guests');
      if (!row) throw new ApiError('snapshot_not_found');
      return showGuests(row, await deps.query.knownMachines());
    },
  );
}
