import { type EffectiveThresholds, thresholdsFor } from '../../domain/metrics/thresholds.ts';
import { anyOf } from '../database/dialect.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { readThresholds } from '../thresholds.ts';

/** The thresholds of machines, by what is set now and the tags that they carry now. */
export async function loadThresholds(
  tx: WriteTransaction,
  machineIds: ReadonlySet<string>,
): Promise<(machineId: string) => EffectiveThresholds> {
  const settings = await readThresholds(tx.db);
  const tags = new Map<string, Set<string>>();
  if (settings.tags.length > 0) {
    const rows = await tx.db
      .selectFrom('machineTags')
      .select(['machineId', 'tag'])
      .where('machineId', 'in', anyOf(tx.dialect, machineIds))
      .execute();
    for (const { machineId, tag } of rows) tags.set(machineId, (tags.get(machineId) ?? new Set()).add(tag));
  }
  return (machineId) => thresholdsFor(settings, tags.get(machineId) ?? new Set());
}
