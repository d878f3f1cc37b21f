import { v7 as uuid } from 'uuid';
import { anyOf } from '../database/dialect.ts';
import type { WriteTransaction } from '../database/transaction.ts';

/** Gives the machine exactly these tags. What was added and removed; null when it had them already. */
export async function setTags(
  tx: WriteTransaction,
  machineId: string,
  tags: readonly string[],
  createdAt: string,
): Promise<{ added: string[]; removed: string[] } | null> {
  const rows = await tx.db
    .selectFrom('machineTags')
    .select('tag')
    .where('machineId', '=', machineId)
    .execute();
  const before = rows.map(({ tag }) => tag);
  const added = without(tags, before);
  const removed = without(before, tags);
  if (added.length + removed.length === 0) return null;
  await tx.db
    .deleteFrom('machineTags')
    .where('machineId', '=', machineId)
    .where('tag', 'in', anyOf(tx.dialect, removed))
    .execute();
  for (const tag of added)
    await tx.db.insertInto('machineTags').values({ id: uuid(), machineId, tag, createdAt }).execute();
  return { added, removed };
}

const without = (tags: readonly string[], others: readonly string[]): string[] => {
  const left = new Set(tags);
  for (const other of others) left.delete(other);
  return [...left].sort();
};
