import type { DockerInventory } from '@suivi/shared';
import { namesToAsk, type RegistryAnswers } from '../../domain/docker.ts';
import { anyOf } from '../database/dialect.ts';
import type { Database } from '../database/open.ts';

/** What the registries have said of these names. */
export async function readAnswers(
  { db, dialect }: Pick<Database, 'db' | 'dialect'>,
  references: readonly string[],
): Promise<RegistryAnswers> {
  if (references.length === 0) return new Map();
  const rows = await db
    .selectFrom('registryImages')
    .selectAll()
    .where('reference', 'in', anyOf(dialect, references))
    .execute();
  return new Map(rows.map((row) => [row.reference, row]));
}

/** What the registries have said of everything in these inventories. */
export const answersFor = (
  database: Pick<Database, 'db' | 'dialect'>,
  inventories: readonly DockerInventory[],
): Promise<RegistryAnswers> => readAnswers(database, [...new Set(inventories.flatMap(namesToAsk))]);
