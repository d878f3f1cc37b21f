import type { Kysely, Transaction } from 'kysely';
import type { Change } from '../../domain/rows.ts';
import { asStoreError } from '../store-error.ts';
import type { Tables } from '../tables.ts';
import type { Dialect } from './dialect.ts';
import { WriteTransaction } from './transaction.ts';

/** One queue for everything that this process writes; the counter's row does the same between processes. */
export class Writer {
  readonly #db: Kysely<Tables>;
  readonly #dialect: Dialect;
  #last: Promise<unknown> = Promise.resolve();

  constructor(db: Kysely<Tables>, dialect: Dialect) {
    this.#db = db;
    this.#dialect = dialect;
  }

  /**
   * Runs the work in a transaction of its own, after all that came before. Gives its result and the changes that it
   * recorded, once committed.
   * @throws StoreError when the database fails; whatever the work throws otherwise. Nothing is stored then.
   */
  write<T>(work: (tx: WriteTransaction) => Promise<T>): Promise<{ result: T; changes: readonly Change[] }> {
    const turn = this.#last
      .then(() => this.#transact(work))
      .catch((error: unknown) => {
        throw asStoreError(error);
      });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Resolves when all that was asked for has been written or has failed. */
  async idle(): Promise<void> {
    await this.#last;
  }

  async #transact<T>(work: (tx: WriteTransaction) => Promise<T>) {
    let first: unknown;
    try {
      return await this.#db.transaction().execute(async (db) => {
        try {
          const tx = new WriteTransaction(db, this.#dialect, await takeCounter(db));
          const result = await work(tx);
          await tx.finish(new Date().toISOString());
          return { result, changes: tx.changes };
        } catch (error) {
          first = error;
          throw error;
        }
      });
    } catch (error) {
      // SQLite rolls back by itself when its disk is full, so that the rollback fails too; the first error counts.
      throw first ?? error;
    }
  }
}

/** Reads the counter by writing it: the row's lock makes every other writer wait until this transaction ends. */
async function takeCounter(db: Transaction<Tables>): Promise<number> {
  const { seq } = await db
    .updateTable('storeMeta')
    .set((eb) => ({ seq: eb.ref('seq') }))
    .where('id', '=', 1)
    .returning('seq')
    .executeTakeFirstOrThrow();
  return seq;
}
