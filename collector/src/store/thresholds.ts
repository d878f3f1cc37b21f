import type { Kysely } from 'kysely';
import type { ThresholdStore } from '../domain/metrics/threshold-store.ts';
import { NO_SETTINGS, type ThresholdSettings } from '../domain/metrics/thresholds.ts';
import type { Database } from './database/open.ts';
import type { Tables } from './tables.ts';
import { recordAudit } from './users/audit.ts';

/** From which values on machines are warned of, as people have set it. */
export function thresholdStore({ db, writer }: Database): ThresholdStore {
  return {
    read: () => readThresholds(db),
    async replace(settings, by, at) {
      const { changes } = await writer.write(async (tx) => {
        const before = JSON.stringify(await readThresholds(tx.db));
        const thresholdsJson = JSON.stringify(settings);
        if (before === thresholdsJson) return;
        await tx.db.updateTable('storeMeta').set({ thresholdsJson }).where('id', '=', 1).execute();
        const message = 'The thresholds for warnings were changed.';
        const payload = { before: JSON.parse(before) as unknown, after: settings };
        await recordAudit(
          tx,
          { eventType: 'thresholds_changed', severity: 'info', message, payload },
          by,
          at,
        );
      });
      return changes;
    },
  };
}

/** What is set; nothing where nobody has set anything. */
async function readThresholds(db: Kysely<Tables>): Promise<ThresholdSettings> {
  const row = await db
    .selectFrom('storeMeta')
    .select('thresholdsJson')
    .where('id', '=', 1)
    .executeTakeFirst();
  return row?.thresholdsJson ? (JSON.parse(row.thresholdsJson) as ThresholdSettings) : NO_SETTINGS;
}
