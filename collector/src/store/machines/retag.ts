import type { Actor } from '../../domain/rows.ts';
import { MOST_TAGS, type TagAnswer, type TagChange } from '../../domain/tags.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { refreshPostInstall } from '../post-install/refresh.ts';
import { Unit } from '../state/unit.ts';
import { type Retagged, readTags, setTags } from './tags.ts';

/** Puts the change of a machine's tags on its timeline. */
export function recordRetagged(unit: Unit, machineId: string, { added, removed }: Retagged, by: Actor): void {
  const said = [
    added.length > 0 && `Tags added: ${added.join(', ')}.`,
    removed.length > 0 && `Tags taken away: ${removed.join(', ')}.`,
  ];
  unit.machineState.recordEvent({
    machineId,
    severity: 'info',
    eventType: 'machine_tagged',
    message: said.filter(Boolean).join(' '),
    payload: { added, removed },
    ...by,
  });
  unit.touch(machineId);
}

/** Adds and takes away tags of many machines; each answers for itself, in the order in which they were asked. */
export async function changeTags(
  tx: WriteTransaction,
  { machineIds, add, remove }: TagChange,
  by: Actor,
): Promise<TagAnswer[]> {
  const unit = await Unit.of(tx, new Date().toISOString(), machineIds);
  const before = await readTags(tx, unit.machines.keys());
  const wanted = new Map<string, string[]>();
  const answers = [...new Set(machineIds)].map((machineId): TagAnswer => {
    if (unit.machines.get(machineId)?.deletedAt !== null) return { machineId, refused: 'machine_not_found' };
    const tags = new Set([...(before.get(machineId) ?? []), ...add]);
    for (const tag of remove) tags.delete(tag);
    if (tags.size > MOST_TAGS) return { machineId, refused: 'too_many_tags' };
    const sorted = [...tags].sort();
    wanted.set(machineId, sorted);
    return { machineId, tags: sorted };
  });
  const changed = await setTags(tx, wanted, unit.at);
  for (const [machineId, retagged] of changed) recordRetagged(unit, machineId, retagged, by);
  await unit.flush();
  await refreshPostInstall(tx, unit.at, changed.keys());
  return answers;
}
