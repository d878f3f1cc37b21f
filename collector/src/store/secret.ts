import type { Database } from './database/open.ts';

/** What is kept sealed in the database itself, so that it goes along with a backup of it. */
export type SecretName = 'sealedSigningKey' | 'sealedRepositoryKey' | 'sealedCertificateKeys';

/** Gives what is kept, or else what `make` gives, which is kept from then on. */
export type KeptSecret = (make: () => string | Promise<string>) => Promise<string>;

/** A sealed secret of this database. Of several collectors that start at once, one's is kept by all. */
export const keptSecret =
  ({ db, writer }: Database, name: SecretName): KeptSecret =>
  async (make) => {
    const kept = (await db.selectFrom('storeMeta').select(name).executeTakeFirstOrThrow())[name];
    if (kept !== null) return kept;
    const made = await make();
    const { result } = await writer.write(async (tx) => {
      await tx.db
        .updateTable('storeMeta')
        .set({ [name]: made })
        .where(name, 'is', null)
        .execute();
      return tx.db.selectFrom('storeMeta').select(name).executeTakeFirstOrThrow();
    });
    return result[name] as string;
  };
