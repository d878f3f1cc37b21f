import Type from 'typebox';
import type { MachineView } from '../domain/queries.ts';
import type { Api, AppDeps } from './deps.ts';
import { FleetMachine } from './shape/fleet.ts';
import { showMachine } from './shape/machine.ts';

/** Machines read at a time: between two pieces other requests have their turn. */
const PIECE = 500;

/** GET /api/fleet: every machine in one answer, for a page that keeps itself up to date by /api/stream. */
export function fleet(
  api: Api,
  deps: Pick<AppDeps, 'query' | 'effectiveStatus' | 'repository' | 'now'>,
): void {
  const show = showMachine(deps);
  const all = async (): Promise<MachineView[]> => {
    const views: MachineView[] = [];
    let after: string | undefined;
    do {
      const page = await deps.query.machines({ limit: PIECE, after });
      views.push(...page.items);
      after = page.next ?? undefined;
    } while (after !== undefined);
    return views;
  };

  api.get(
    '/api/fleet',
    {
      config: { scope: 'machines:read' },
      schema: {
        summary: 'Every machine, in short',
        description:
          'All in one answer, without pages. To stay up to date connect to /api/stream first; its machines have these members too.',
        tags: ['machines'],
        response: { 200: Type.Object({ items: Type.Array(FleetMachine) }) },
      },
    },
    async () => ({ items: (await all()).map(show) }),
  );
}
