import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { findMachine } from './machines.ts';
import { IdParams } from './paging.ts';
import { MachineHardware, showHardware } from './shape/hardware.ts';

/** GET /api/machines/:id/hardware: what a machine is made of. */
export function hardware(api: Api, deps: Pick<AppDeps, 'query'>): void {
  api.get(
    '/api/machines/:id/hardware',
    {
      config: { scope: 'machines:read' },
      schema: {
        summary: 'What a machine is made of, and what is wrong with it',
        description:
          'Null is not known. The health of disks, serial numbers and missing firmware are read by root alone: the action hardware_probe.',
        tags: ['machines'],
        params: IdParams,
        response: { 200: MachineHardware },
      },
    },
    async ({ params: { id } }) => {
      await findMachine(deps, id);
      const row = await deps.query.hardware(id);
      if (!row) throw new ApiError('hardware_not_found');
      return showHardware(row, await deps.query.latestSnapshot(id, 'hardware'));
    },
  );
}
