import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { CachingDatabase } from './sqlite.ts';

/**
 * The one connection that writes to an SQLite file; others read what it has committed. A transaction runs in one turn of
 * the event loop, however many statements it has: nothing that others do comes between and makes everybody behind it wait.
 */
export class WritingSqlite implements DatabaseConnection {
  readonly #database: CachingDatabase;
  /** Why the transaction cannot go on: what is asked for before that is known must not be run outside of it. */
  #failed: { readonly error: unknown } | null = null;

  constructor(database: CachingDatabase) {
    this.#database = database;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { native } = this.#database;
    if (sql.startsWith('rollback')) {
      this.#failed = null;
      // SQLite rolls back by itself when its disk is full.
      if (!native.inTransaction) return { rows: [] };
    }
    if (this.#failed) throw this.#failed.error;
    const wasInside = native.inTransaction;
    try {
      const statement = this.#database.prepare(sql);
      if (statement.reader) return { rows: statement.all(parameters) as R[] };
      return { rows: [], numAffectedRows: BigInt(statement.run(parameters).changes) };
    } catch (error) {
      if (wasInside) this.#failed = { error };
      throw error;
    }
  }

  // biome-ignore lint/correctness/useYield: it has nothing to give
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Nothing is streamed from the connection that writes.');
  }

  close(): void {
    this.#database.close();
  }
}

/** Kysely would let one statement wait for the one before; here they line up by themselves. */
class Adapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** For Kysely: everything on this one connection. */
export const writingDialect = (connection: WritingSqlite): Dialect => ({
  createAdapter: () => new Adapter(),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createDriver: (): Driver => ({
    init: async () => undefined,
    acquireConnection: async () => connection,
    beginTransaction: async () => void (await connection.executeQuery(CompiledQuery.raw('begin'))),
    commitTransaction: async () => void (await connection.executeQuery(CompiledQuery.raw('commit'))),
    rollbackTransaction: async () => void (await connection.executeQuery(CompiledQuery.raw('rollback'))),
    releaseConnection: async () => undefined,
    destroy: async () => connection.close(),
  }),
});
