import type { Database } from './database/open.ts';

/** The sealed signing key of this database. Of several collectors that start at once, one's key is kept by all. */
export async function keptSecret({ writer }: Database, make: () => string): Promise<string> {
  const { result } = await writer.write(async (tx) => {
    await tx.db
      .updateTable('storeMeta')
      .set({ sealedSigningKey: make() })
      .where('sealedSigningKey', 'is', null)
      .execute();
    return tx.db.selectFrom('storeMeta').select('sealedSigningKey').executeTakeFirstOrThrow();
  });
  return result.sealedSigningKey as string;
}
