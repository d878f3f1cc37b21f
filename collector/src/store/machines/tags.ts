import { v7 as uuid } from 'uuid';
import { BulkInsert } from '../database/bulk.ts';
import { anyOf } from '../database/dialect.ts';
import { together } from '../database/together.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { tagsByMachine } from '../queries/grouping.ts';
import type { Tables } from '../tables.ts';

const insertTags = new BulkInsert<Tables['machineTags']>('machine_tags', [
  'id',
  'machineId',
  'tag',
  'createdAt',
]);

/** What was added to a machine's tags and removed from them. */
export interface Retagged {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** The tags of each of these machines that has any. */
export async function readTags(
  tx: WriteTransaction,
  machineIds: Iterable<string>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await tx.db
    .selectFrom('machineTags')
    .select(['machineId', 'tag'])
    .where('machineId', 'in', anyOf(tx.dialect, machineIds))
    .execute();
  return tagsByMachine(rows);
}

/**
 * Gives each machine exactly the tags that are wanted for it, in a few statements however many they are.
 * Tells what changed, of those where something did.
 */
export async function setTags(
  tx: WriteTransaction,
  wanted: ReadonlyMap<string, readonly string[]>,
  createdAt: string,
): Promise<ReadonlyMap<string, Retagged>> {
  const before = await readTags(tx, wanted.keys());
  const changed = new Map<string, Retagged>();
  const losing = new Map<string, string[]>();
  for (const [machineId, tags] of wanted) {
    const had = before.get(machineId) ?? [];
    const [added, removed] = [without(tags, had), without(had, tags)];
    if (added.length + removed.length > 0) changed.set(machineId, { added, removed });
    for (const tag of removed) losing.set(tag, [...(losing.get(tag) ?? []), machineId]);
  }
  const rows = [...changed].flatMap(([machineId, { added }]) =>
    added.map((tag) => ({ id: uuid(), machineId, tag, createdAt })),
  );
  await together([
    ...[...losing].map(([tag, machineIds]) =>
      tx.db
        .deleteFrom('machineTags')
        .where('tag', '=', tag)
        .where('machineId', 'in', anyOf(tx.dialect, machineIds))
        .execute(),
    ),
    insertTags.run(tx, rows),
  ]);
  return changed;
}

const without = (tags: readonly string[], others: readonly string[]): string[] => {
  const left = new Set(tags);
  for (const other of others) left.delete(other);
  return [...left].sort();
};
