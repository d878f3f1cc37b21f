import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
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

/** The thread keeps nothing but the statements under way; with more room it would only collect its rubbish later. */
const YOUNG_MIB = 16;

/** What the thread is asked to run; null asks it to end. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** What came of it. The first answer, which nobody asked for, says whether the database could be opened. */
export type Answer = { readonly rows: unknown[]; readonly changes: bigint | null } | Failure;
export interface Failure {
  readonly failure: { readonly name: string; readonly message: string; readonly code: string | undefined };
}

interface Waiting {
  readonly resolve: (result: QueryResult<unknown>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A connection to an SQLite file in a thread of its own, so that nobody waits for the disk but those who write. Statements
 * run in the order in which they were asked for. A thread that breaks down takes the process with it.
 */
export class ThreadedSqlite implements DatabaseConnection {
  readonly #thread: Worker;
  readonly #waiting: Waiting[] = [];

  private constructor(path: string) {
    // As source and when bundled it lies beside this file.
    const file = new URL(`./sqlite-thread${extname(import.meta.url)}`, import.meta.url);
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MIB };
    this.#thread = new Worker(file, { workerData: path, execArgv: [], resourceLimits });
    this.#thread.on('message', (answer: Answer) => this.#settle(answer));
  }

  /** Opens the file. Throws what better-sqlite3 throws. */
  static async open(path: string): Promise<ThreadedSqlite> {
    const opened = new ThreadedSqlite(path);
    await opened.#answer();
    return opened;
  }

  executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    this.#thread.postMessage({ sql, parameters } satisfies Statement);
    return this.#answer() as Promise<QueryResult<R>>;
  }

  // biome-ignore lint/correctness/useYield: it has nothing to give
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Nothing is streamed from the connection that writes.');
  }

  async close(): Promise<void> {
    this.#thread.postMessage(null);
    await once(this.#thread, 'exit');
  }

  #answer(): Promise<QueryResult<unknown>> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.shift();
    if ('failure' in answer) return waiting?.reject(asError(answer.failure));
    const { rows, changes } = answer;
    waiting?.resolve(changes === null ? { rows } : { rows, numAffectedRows: changes });
  }
}

const KINDS: Record<string, ErrorConstructor> = { TypeError, RangeError };

function asError({ name, message, code }: Failure['failure']): Error {
  return Object.assign(new (KINDS[name] ?? Error)(message), code !== undefined && { code });
}

/** Kysely would let one statement wait for the one before; here they line up by themselves. */
class Adapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** For Kysely: everything on this one connection. */
export const threadedDialect = (connection: ThreadedSqlite): Dialect => ({
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
    destroy: () => connection.close(),
  }),
});
