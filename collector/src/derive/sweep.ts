import type { MachineView, QueryStore } from '../domain/queries.ts';
import type { Change } from '../domain/rows.ts';
import type { EffectiveStatus, StatusChange, StatusStore } from '../domain/status.ts';
import { effectiveStatus } from './effective-status.ts';

const PAGE = 200;

/** The machine's change of status between two sweeps; null when there is none. Pure. */
export function statusChange(
  machineId: string,
  from: StatusChange['from'],
  to: EffectiveStatus,
): StatusChange | null {
  return from === to.status ? null : { machineId, from, to };
}

/**
 * Looks at every machine once and records whose effective status has changed: time alone can change it. To be run once a
 * minute. Gives the changes to publish.
 */
export async function sweepStatuses(
  queries: Pick<QueryStore, 'machines'>,
  statuses: StatusStore,
  now: Date,
): Promise<readonly Change[]> {
  const recorded: Change[] = [];
  let after: string | undefined;
  do {
    const page = await queries.machines({ limit: PAGE, after });
    const changes = await changesOf(page.items, statuses, now);
    if (changes.length > 0)
      recorded.push(...(await statuses.recordStatusChanges(changes, now.toISOString())));
    after = page.next ?? undefined;
  } while (after !== undefined);
  return recorded;
}

async function changesOf(
  views: readonly MachineView[],
  statuses: StatusStore,
  now: Date,
): Promise<StatusChange[]> {
  const before = await statuses.recordedStatuses(views.map(({ machine }) => machine.id));
  return views.flatMap((view) => {
    const { id } = view.machine;
    return statusChange(id, before.get(id) ?? null, effectiveStatus(view, now)) ?? [];
  });
}
