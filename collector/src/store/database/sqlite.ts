import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite, { type Database, type Statement } from 'better-sqlite3';
import type { SqliteDatabase } from 'kysely';
import { toStoreError } from '../store-error.ts';

const STATEMENTS = 300;
const BUSY_TIMEOUT_MS = 5_000;

/** An SQLite database that keeps its prepared statements: parsing costs more than running most of them. */
export class CachingDatabase implements SqliteDatabase {
  readonly path: string;
  readonly native: Database;
  readonly #statements = new Map<string, Statement>();

  constructor(path: string, native: Database) {
    this.path = path;
    this.native = native;
  }

  prepare(sql: string): ReturnType<SqliteDatabase['prepare']> {
    const statement = this.#statements.get(sql) ?? this.native.prepare(sql);
    this.#statements.delete(sql);
    this.#statements.set(sql, statement);
    if (this.#statements.size > STATEMENTS) {
      const [oldest] = this.#statements.keys();
      this.#statements.delete(oldest!);
    }
    return statement as unknown as ReturnType<SqliteDatabase['prepare']>;
  }

  close(): void {
    this.#statements.clear();
    this.native.close();
  }
}

/**
 * Opens the file, which is made when it is not there, with its parent folders.
 * Synchronous FULL: in WAL mode NORMAL would not sync at a commit, and a power cut would take back what agents were
 * told is stored.
 * @throws StoreError
 */
export function openSqlite(path: string): CachingDatabase {
  let native: Database | undefined;
  try {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
    native = new BetterSqlite(path, { timeout: BUSY_TIMEOUT_MS });
    native.pragma('journal_mode = WAL');
    native.pragma('synchronous = FULL');
    native.pragma('foreign_keys = ON');
    native.pragma('temp_store = MEMORY');
    return new CachingDatabase(path, native);
  } catch (error) {
    native?.close();
    throw toStoreError(error);
  }
}

/** Milliseconds that a start waits for whoever is about to end. */
const USE_TIMEOUT_MS = 2_000;

/** Locks a file beside the database for as long as it is open; null when it is locked in a way that does not allow that. */
export function openUseFile(path: string, isAlone: boolean): { close(): void } | null {
  const native = new BetterSqlite(`${path}.in-use`, { timeout: USE_TIMEOUT_MS });
  try {
    native.pragma('journal_mode = DELETE');
    native.exec(isAlone ? 'begin exclusive' : 'begin; select count(*) from sqlite_master');
    return native;
  } catch (error) {
    native.close();
    if (/^SQLITE_BUSY/.test((error as { code?: string }).code ?? '')) return null;
    throw toStoreError(error);
  }
}
