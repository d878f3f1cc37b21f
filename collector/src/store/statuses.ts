import type { StatusStore } from '../domain/status.ts';
import { BulkInsert } from './database/bulk.ts';
import { anyOf } from './database/dialect.ts';
import type { Database } from './database/open.ts';
import { Unit } from './state/unit.ts';
import type { EffectiveStatusTable } from './tables.ts';

const upsertStatuses = new BulkInsert<EffectiveStatusTable>(
  'effective_status',
  ['machineId', 'status', 'reasonsJson', 'since'],
  'machineId',
);

/** The effective statuses that the last sweep found. */
export function statusStore({ db, dialect, writer }: Database): StatusStore {
  return {
    async recordedStatuses(machineIds) {
      const rows = await db
        .selectFrom('effectiveStatus')
        .select(['machineId', 'status'])
        .where('machineId', 'in', anyOf(dialect, machineIds))
        .execute();
      return new Map(rows.map(({ machineId, status }) => [machineId, status]));
    },
    async recordStatusChanges(found, at) {
      const { changes } = await writer.write(async (tx) => {
        const unit = await Unit.of(tx, at, new Set(found.map(({ machineId }) => machineId)));
        const known = found.filter(({ machineId }) => unit.machines.has(machineId));
        await upsertStatuses.run(
          tx,
          known.map(({ machineId, to }) => ({
            machineId,
            status: to.status,
            reasonsJson: JSON.stringify(to.statusReasons),
            since: to.statusSince ?? at,
          })),
        );
        for (const { machineId, from, to } of known) {
          if (from === null) continue;
          unit.machineState.recordEvent({
            machineId,
            eventType: 'status_changed',
            severity: to.status === 'error' || to.status === 'warning' ? to.status : 'info',
            message: to.statusReasons[0]?.message ?? null,
            payload: { from, to: to.status, reasons: to.statusReasons },
          });
          unit.touch(machineId);
        }
        await unit.flush();
      });
      return changes;
    },
  };
}
