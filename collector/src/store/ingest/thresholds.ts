import { sql } from 'kysely';
import {
  type EffectiveThresholds,
  NO_SETTINGS,
  type ThresholdSettings,
  thresholdsFor,
} from '../../domain/metrics/thresholds.ts';
import { anyOf } from '../database/dialect.ts';
import type { WriteTransaction } from '../database/transaction.ts';

/** The thresholds of machines, by what is set now and the tags that they carry now: in one query. */
export async function loadThresholds(
  tx: WriteTransaction,
  machineIds: ReadonlySet<string>,
): Promise<(machineId: string) => EffectiveThresholds> {
  // What is set comes in the row without a machine; each other row is a tag of one.
  const rows = await tx.db
    .selectFrom('storeMeta')
    .select([sql<string | null>`null`.as('machineId'), 'thresholdsJson as text'])
    .where('id', '=', 1)
    .where('thresholdsJson', 'is not', null)
    .unionAll(
      tx.db
        .selectFrom('machineTags')
        .select(['machineId', 'tag as text'])
        .where('machineId', 'in', anyOf(tx.dialect, machineIds)),
    )
    .execute();
  let settings: ThresholdSettings = NO_SETTINGS;
  const tags = new Map<string, Set<string>>();
  for (const { machineId, text } of rows)
    if (machineId === null) settings = JSON.parse(text ?? '') as ThresholdSettings;
    else tags.set(machineId, (tags.get(machineId) ?? new Set()).add(text ?? ''));
  return (machineId) => thresholdsFor(settings, tags.get(machineId) ?? new Set());
}
