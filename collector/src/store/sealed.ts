import type { Database } from './database/open.ts';
import type { WriteTransaction } from './database/transaction.ts';
import type { Tables } from './tables.ts';

interface SealedColumns<T extends keyof Tables> {
  readonly table: T;
  /** What names a row. */
  readonly key: keyof Tables[T] & string;
  readonly columns: readonly (keyof Tables[T] & string)[];
  /** Only rows of this kind hold something sealed. */
  readonly kind?: string;
}

const sealed = <T extends keyof Tables>(each: SealedColumns<T>): SealedColumns<T> => each;

/** Everything that lies in the database sealed under the master key. What is not here is lost when the key is changed. */
export const SEALED = [
  sealed({
    table: 'storeMeta',
    key: 'id',
    columns: ['sealedSigningKey', 'sealedRepositoryKey', 'sealedCertificateKeys'],
  }),
  sealed({ table: 'userCredentials', key: 'id', columns: ['secret'], kind: 'totp' }),
  sealed({
    table: 'machines',
    key: 'id',
    columns: ['encPassword', 'encSudoPassword', 'encPrivateKey', 'encKeyPassphrase'],
  }),
] as const;

/** Changes what everything is sealed under. */
export interface SealedStore {
  /** One sealed value, to try a key on; null while there is none. */
  probe(): Promise<string | null>;
  /** Seals everything anew in one transaction; gives how many values. Throws what `change` throws, and nothing is changed then. */
  reseal(change: (sealed: string) => string): Promise<number>;
}

export function sealedStore({ db, writer }: Database): SealedStore {
  return {
    probe: async () =>
      (await db.selectFrom('storeMeta').select('sealedSigningKey').executeTakeFirst())?.sealedSigningKey ??
      null,
    async reseal(change) {
      const { result } = await writer.write(async (tx) => {
        let count = 0;
        for (const each of SEALED) count += await resealTable(tx, each as unknown as AnyColumns, change);
        return count;
      });
      return result;
    },
  };
}

/** The same, for whatever table: what Kysely cannot follow by types is checked where SEALED is written. */
interface AnyColumns {
  readonly table: 'machines';
  readonly key: 'id';
  readonly columns: readonly 'encPassword'[];
  readonly kind?: string;
}

async function resealTable(
  { db }: WriteTransaction,
  { table, key, columns, kind }: AnyColumns,
  change: (sealed: string) => string,
): Promise<number> {
  let query = db.selectFrom(table).select([key, ...columns]);
  if (kind !== undefined) query = query.where('kind' as 'id', '=', kind);
  let count = 0;
  for (const row of await query.execute()) {
    const given = columns.filter((column) => row[column] !== null);
    if (given.length === 0) continue;
    const changed = Object.fromEntries(given.map((column) => [column, change(row[column] as string)]));
    await db.updateTable(table).set(changed).where(key, '=', row[key]).execute();
    count += given.length;
  }
  return count;
}
