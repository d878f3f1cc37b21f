import type { Kysely } from 'kysely';
import type { ThresholdStore, VersionedThresholds } from '../domain/metrics/threshold-store.ts';
import { NO_SETTINGS, type ThresholdSettings } from '../domain/metrics/thresholds.ts';
import type { Database } from './database/open.ts';
import { recordAudit } from './state/audit.ts';
import type { Tables } from './tables.ts';

/** From which values on machines are warned of, as people have set it: one text in `store_meta`, with its version in it. */
export function thresholdStore({ db, writer }: Database): ThresholdStore {
  return {
    read: () => readThresholds(db),
    async replace(settings, basedOn, by, at) {
      const { result, changes } = await writer.write(async (tx) => {
        const before = await readThresholds(tx.db);
        if (before.version !== basedOn) return 'outdated';
        if (JSON.stringify(before.settings) === JSON.stringify(settings)) return true;
        const thresholdsJson = JSON.stringify({ version: basedOn + 1, ...settings });
        await tx.db.updateTable('storeMeta').set({ thresholdsJson }).where('id', '=', 1).execute();
        const message = 'The thresholds for warnings were changed.';
        const payload = { before: before.settings, after: settings };
        await recordAudit(tx, { eventType: 'thresholds_changed', message, payload }, by, at);
        return true;
      });
      return result === true ? { changes } : result;
    },
  };
}

async function readThresholds(db: Kysely<Tables>): Promise<VersionedThresholds> {
  const row = await db
    .selectFrom('storeMeta')
    .select('thresholdsJson')
    .where('id', '=', 1)
    .executeTakeFirst();
  if (!row?.thresholdsJson) return { version: 0, settings: NO_SETTINGS };
  // What was set before there were versions is the first one.
  const { version = 1, ...settings }: ThresholdSettings & { version?: number } = JSON.parse(
    row.thresholdsJson,
  );
  return { version, settings };
}
