import { type Kysely, sql } from 'kysely';
import type { Change } from '../../domain/rows.ts';
import { asStoreError } from '../store-error.ts';
import type { Tables } from '../tables.ts';
import type { Dialect } from './dialect.ts';
import { WriteTransaction } from './transaction.ts';

/** Runs work on one connection, which nothing else uses meanwhile. */
export type Connect = <T>(work: (db: Kysely<Tables>) => Promise<T>) => Promise<T>;

/** One queue for everything that this process writes; the counter's row does the same between processes. */
export class Writer {
  readonly #connect: Connect;
  readonly #dialect: Dialect;
  #last: Promise<unknown> = Promise.resolve();

  constructor(connect: Connect, dialect: Dialect) {
    this.#connect = connect;
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

  #transact<T>(work: (tx: WriteTransaction) => Promise<T>) {
    return this.#connect(async (db) => {
      await sql`begin`.execute(db);
      try {
        const tx = new WriteTransaction(db, this.#dialect, await takeCounter(db));
        const result = await work(tx);
        await tx.finish(new Date().toISOString());
        await sql`commit`.execute(db);
        return { result, changes: tx.changes };
      } catch (error) {
        // SQLite rolls back by itself when its disk is full, and a second rollback fails; the first error counts.
        await sql`rollback`.execute(db).catch(() => undefined);
        throw error;
      }
    });
  }
}

/** Reads the counter by writing it: the row's lock makes every other writer wait until this transaction ends. */
async function takeCounter(db: Kysely<Tables>): Promise<number> {
  const { seq } = await db
    .updateTable('storeMeta')
    .set((eb) => ({ seq: eb.ref('seq') }))
    .where('id', '=', 1)
    .returning('seq')
    .executeTakeFirstOrThrow();
  return seq;
}
