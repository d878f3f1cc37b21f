import { type Kysely, sql } from 'kysely';
import type { Change } from '../../domain/rows.ts';
import type { Tables } from '../tables.ts';
import { BulkInsert } from './bulk.ts';
import type { Dialect } from './dialect.ts';
import { together } from './together.ts';

const insertChanges = new BulkInsert<Tables['changes']>('changes', [
  'seq',
  'type',
  'machineId',
  'refId',
  'createdAt',
]);

/** An open transaction that holds the counter of the order of commits, and with it the right to write. */
export class WriteTransaction {
  readonly db: Kysely<Tables>;
  readonly dialect: Dialect;
  readonly changes: Change[] = [];
  readonly #began: number;

  constructor(db: Kysely<Tables>, dialect: Dialect, seq: number) {
    this.db = db;
    this.dialect = dialect;
    this.#began = seq;
  }

  /** The number of the last change. */
  get seq(): number {
    return this.#began + this.changes.length;
  }

  /** Appends a change and gives its number. */
  record(change: Omit<Change, 'seq'>): number {
    const seq = this.seq + 1;
    this.changes.push({ seq, ...change });
    return seq;
  }

  /** Runs work that may fail without taking the rest of the transaction with it. */
  async attempt<T>(work: () => Promise<T>): Promise<T> {
    const length = this.changes.length;
    await sql`savepoint attempt`.execute(this.db);
    try {
      const result = await work();
      await sql`release savepoint attempt`.execute(this.db);
      return result;
    } catch (error) {
      await sql`rollback to savepoint attempt`.execute(this.db);
      this.changes.length = length;
      throw error;
    }
  }

  /** Stores the changes and the counter. */
  async finish(createdAt: string): Promise<void> {
    if (this.changes.length === 0) return;
    await together([
      insertChanges.run(
        this,
        this.changes.map((change) => ({ ...change, createdAt })),
      ),
      this.db.updateTable('storeMeta').set({ seq: this.seq }).where('id', '=', 1).execute(),
    ]);
  }
}
