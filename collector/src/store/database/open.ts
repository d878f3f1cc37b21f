import { randomUUID } from 'node:crypto';
import { CamelCasePlugin, Kysely } from 'kysely';
import { StoreError, toStoreError } from '../store-error.ts';
import type { Tables } from '../tables.ts';
import type { Dialect } from './dialect.ts';
import { knownMigrations, type Orm, postgresqlOrm, sqliteOrm } from './orm.ts';
import { openSqlite } from './sqlite.ts';
import { type EndUse, takeUse, type UseKind } from './use.ts';
import { type Connect, Writer } from './writer.ts';
import { WritingSqlite, writingDialect } from './writing-sqlite.ts';

/** Where the data lives: an SQLite file, or a PostgreSQL server by its URL. */
export type Location = { readonly path: string } | { readonly url: string };

/** An open, migrated database. */
export interface Database {
  readonly dialect: Dialect;
  /** For reading: what has been committed. */
  readonly db: Kysely<Tables>;
  readonly writer: Writer;
  /** Names this database; a new one has another. */
  readonly epoch: string;
  readonly collectorId: string;
  /** Says that this process uses the database, until it is closed. False when others use it in a way that does not allow that. */
  use(kind: UseKind): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Opens the database and brings it to the tables of this release.
 * @throws StoreError when it cannot be opened or comes from a newer release; nothing has been changed then.
 */
export async function openDatabase(location: Location): Promise<Database> {
  const dialect: Dialect = 'path' in location ? 'sqlite' : 'postgresql';
  const orm = 'path' in location ? sqliteOrm(openSqlite(location.path)) : postgresqlOrm(location.url);
  try {
    await orm.connect();
    await migrate(orm);
    const db = orm.em.getConnection().getClient().withPlugin(new CamelCasePlugin()) as Kysely<Tables>;
    const names = await identify(db);
    const writing = 'path' in location ? new WritingSqlite(openSqlite(location.path)) : null;
    const writer = new Writer(writing ? on(writing) : onOneOf(db), dialect);
    const uses: EndUse[] = [];
    const use = async (kind: UseKind) => {
      const end = await takeUse(location, db, kind);
      if (end) uses.push(end);
      return end !== null;
    };
    const close = async () => {
      await writer.idle();
      await Promise.all(uses.map((end) => end()));
      writing?.close();
      await orm.close(true);
    };
    return { dialect, db, writer, ...names, use, close };
  } catch (error) {
    await orm.close(true);
    throw toStoreError(error);
  }
}

/** One of the connections of PostgreSQL's pool for each transaction. */
const onOneOf =
  (db: Kysely<Tables>): Connect =>
  (work) =>
    db.connection().execute(work);

/** SQLite has one writer at a time. */
function on(writing: WritingSqlite): Connect {
  const db = new Kysely<Tables>({ dialect: writingDialect(writing), plugins: [new CamelCasePlugin()] });
  return (work) => work(db);
}

async function migrate(orm: Orm): Promise<void> {
  const unknown = (await orm.migrator.getExecuted()).find(({ name }) => !knownMigrations.has(name));
  if (unknown)
    throw new StoreError(
      'store_newer_release',
      `The database was upgraded by a newer release (it has ${unknown.name}).`,
    );
  await orm.migrator.up();
}

/** The names of the database, made the first time it is opened. */
async function identify(db: Kysely<Tables>): Promise<{ epoch: string; collectorId: string }> {
  await db
    .insertInto('storeMeta')
    .values({
      id: 1,
      epoch: randomUUID(),
      collectorId: randomUUID(),
      sealedSigningKey: null,
      createdAt: new Date().toISOString(),
      seq: 0,
      prunedSeq: 0,
      setupTokenHash: null,
      setupExpiresAt: null,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  return db.selectFrom('storeMeta').select(['epoch', 'collectorId']).executeTakeFirstOrThrow();
}
