import { Migrator } from '@mikro-orm/migrations';
import { MikroORM as PostgreSqlOrm } from '@mikro-orm/postgresql';
import { MikroORM as SqliteOrm } from '@mikro-orm/sqlite';
import { SqliteDialect } from 'kysely';
import { entities } from '../entities/index.ts';
import { postgresqlMigrations } from '../migrations/postgresql/index.ts';
import { sqliteMigrations } from '../migrations/sqlite/index.ts';
import type { CachingDatabase } from './sqlite.ts';

export type Orm = SqliteOrm | PostgreSqlOrm;

/** The int8 of PostgreSQL: sizes and counts, all below 2^53. */
const INT8 = 20;

const migrator = { silent: true, snapshot: false };

/** The ORM over an open SQLite database. */
export const sqliteOrm = (database: CachingDatabase): Orm =>
  new SqliteOrm({
    entities,
    extensions: [Migrator],
    dbName: database.path,
    driverOptions: new SqliteDialect({ database }),
    migrations: { ...migrator, migrationsList: sqliteMigrations },
  });

/** The ORM over a PostgreSQL server; it connects when first used. */
export const postgresqlOrm = (url: string): Orm =>
  new PostgreSqlOrm({
    entities,
    extensions: [Migrator],
    clientUrl: url,
    driverOptions: { onPoolCreated: prepare },
    migrations: { ...migrator, migrationsList: postgresqlMigrations },
  });

interface Pool {
  on(event: 'connect', listen: (client: { on(event: 'error', listen: () => void): void }) => void): void;
  readonly options: { types: { setTypeParser(oid: number, parse: (text: string) => unknown): void } };
}

function prepare(pool: Pool): void {
  pool.options.types.setTypeParser(INT8, Number);
  // A connection that is held and does nothing may break: what is asked on it fails then, and the process goes on.
  pool.on('connect', (client) => client.on('error', () => undefined));
}

/** The names of the migrations that this release knows. */
export const knownMigrations: ReadonlySet<string> = new Set(
  [...sqliteMigrations, ...postgresqlMigrations].map(({ name }) => name),
);
