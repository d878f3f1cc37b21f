import { writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { temporaryDirectory } from '@suivi/testkit';
import BetterSqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { messageRules } from '../../src/derive/index.ts';
import { RETENTION_SETTINGS } from '../../src/domain/retention.ts';
import { type Database, openDatabase } from '../../src/store/database/open.ts';
import { postgresqlOrm, sqliteOrm } from '../../src/store/database/orm.ts';
import { openSqlite } from '../../src/store/database/sqlite.ts';
import { ingestStore } from '../../src/store/ingest/write-batch.ts';
import { enrolmentStore } from '../../src/store/machines/enrolment.ts';
import { sqliteMigrations } from '../../src/store/migrations/sqlite/index.ts';
import { queryStore } from '../../src/store/queries/query-store.ts';
import { rebuildState } from '../../src/store/rebuild/rebuild-state.ts';
import { enrolMachine } from './support/machines.ts';
import { Speaker } from './support/messages.ts';
import { DIALECTS, newLocation } from './support/stores.ts';

const files = {
  reports: {
    write: async () => 'report.md',
    writeRendered: async () => 'rendered.sh',
    writeCleanup: async () => 'cleanup.md',
  },
  rules: messageRules,
  retention: () => RETENTION_SETTINGS,
  logPath: () => 'raw.log',
};

/** The rows of a statement on the connection that writes. */
const written = async ({ writer }: Database, statement: string) =>
  (await writer.write((tx) => sql.raw<object>(statement).execute(tx.db))).result.rows;

describe('an SQLite file', () => {
  it('is made with its folders, and is durable at each commit', async () => {
    await using directory = await temporaryDirectory('database');
    await using database = disposable(await openDatabase({ path: `${directory.path}/a/b/suivi.db` }));
    const pragma = async (name: string) => Object.values((await written(database, `pragma ${name}`))[0]!)[0];
    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('synchronous')).toBe(2);
    expect(await pragma('foreign_keys')).toBe(1);
    expect(await pragma('busy_timeout')).toBe(5000);
  });

  it('can be read while something is being written, as it was before', async () => {
    await using directory = await temporaryDirectory('database');
    await using database = disposable(await openDatabase({ path: `${directory.path}/suivi.db` }));
    const { queries } = storesOf(database);
    const { result: during } = await database.writer.write(async (tx) => {
      await tx.db.updateTable('storeMeta').set({ seq: 1 }).execute();
      return queries.lastSeq();
    });
    expect(during).toBe(0);
    expect(await queries.lastSeq()).toBe(1);
  });

  it('that is not a database is refused and left alone', async () => {
    await using directory = await temporaryDirectory('database');
    const path = `${directory.path}/notes.txt`;
    writeFileSync(path, 'not a database, but long enough to be looked at: '.repeat(50));
    await expect(openDatabase({ path })).rejects.toMatchObject({
      code: 'store_not_a_database',
      next: expect.stringMatching(/SU_DB_PATH/),
    });
  });

  it('that cannot be opened says so', async () => {
    await using directory = await temporaryDirectory('database');
    await expect(openDatabase({ path: directory.path })).rejects.toMatchObject({ code: 'store_cannot_open' });
    writeFileSync(`${directory.path}/file`, '');
    await expect(openDatabase({ path: `${directory.path}/file/suivi.db` })).rejects.toMatchObject({
      code: 'store_cannot_open',
    });
  });

  it('that is damaged is not written to', async () => {
    await using directory = await temporaryDirectory('database');
    const path = `${directory.path}/suivi.db`;
    await (await openDatabase({ path })).close();
    const file = await open(path, 'r+');
    await file.write(Buffer.alloc(4096 * 8, 0xa5), 0, 4096 * 8, 100);
    await file.close();
    await expect(openDatabase({ path })).rejects.toMatchObject({
      code: expect.stringMatching(/^store_(corrupt|not_a_database)$/),
    });
  });

  it('that another program holds is waited for, then refused', async () => {
    await using directory = await temporaryDirectory('database');
    const path = `${directory.path}/suivi.db`;
    await using database = disposable(await openDatabase({ path }));
    const other = new BetterSqlite(path);
    other.exec('begin immediate');
    await expect(enrolMachine(storesOf(database))).rejects.toMatchObject({ code: 'store_locked' });
    other.exec('rollback');
    other.close();
    await expect(enrolMachine(storesOf(database))).resolves.toBeTypeOf('string');
  });

  it('that may not be written to says so', async () => {
    await using directory = await temporaryDirectory('database');
    await using database = disposable(await openDatabase({ path: `${directory.path}/suivi.db` }));
    await written(database, 'pragma query_only = 1');
    await expect(enrolMachine(storesOf(database))).rejects.toMatchObject({ code: 'store_read_only' });
  });

  it('on a full disk takes nothing, keeps all that it had, and goes on when there is room', async () => {
    await using directory = await temporaryDirectory('database');
    await using database = disposable(await openDatabase({ path: `${directory.path}/suivi.db` }));
    const { ingest, queries, ...stores } = storesOf(database);
    const speaker = new Speaker(await enrolMachine(stores));
    await ingest.writeBatch([speaker.apt(1)]);
    const before = await queries.changesAfter(0, 100);

    const [{ pageCount }] = (await written(database, 'pragma page_count')) as [{ pageCount: number }];
    await written(database, `pragma max_page_count = ${pageCount + 3}`);
    const large = Array.from({ length: 20 }, (_, i) =>
      speaker.apt(2 + i, { apt: { count: i, held: Array(2000).fill(`package-${i}`) } }),
    );
    await expect(ingest.writeBatch(large)).rejects.toMatchObject({ code: 'store_full' });
    expect(await queries.changesAfter(0, 100)).toEqual(before);
    expect(await rebuildState(database)).toEqual([]);

    await written(database, 'pragma max_page_count = 1000000');
    const { outcomes } = await ingest.writeBatch(large);
    expect(outcomes.every(({ stored }) => stored)).toBe(true);
    expect(await rebuildState(database)).toEqual([]);
  });
});

describe('a PostgreSQL server', () => {
  it('that is not there is refused with what to check', async () => {
    const nowhere = { url: 'postgresql://suivi:secret@127.0.0.1:1/suivi' };
    const failure = expect(openDatabase(nowhere)).rejects;
    await failure.toMatchObject({
      code: 'store_unreachable',
      next: expect.stringMatching(/SU_DATABASE_URL/),
    });
  });

  it('that does not let us in is refused, without the password in the sentence', async () => {
    const location = await newLocation('postgresql');
    if (!location || !('url' in location)) return;
    const url = location.url.replace(/:[^:@/]+@/, ':wrong-secret@');
    await expect(openDatabase({ url })).rejects.toMatchObject({
      code: 'store_unreachable',
      message: expect.not.stringContaining('wrong-secret'),
    });
  });

  it('with two collectors numbers all changes in the order of commits', async () => {
    const shared = await newLocation('postgresql');
    if (!shared) return;
    await using one = disposable(await openDatabase(shared));
    await using two = disposable(await openDatabase(shared));
    const writers = [storesOf(one), storesOf(two)];
    const speakers = await Promise.all(
      writers.map(async (stores) => new Speaker(await enrolMachine(stores))),
    );
    const { queries } = storesOf(two);
    let last = await queries.lastSeq();
    const seen: number[] = [];
    const first = last + 1;
    const look = async () => {
      const changes = (await queries.changesAfter(last, 1000))!;
      seen.push(...changes.map(({ seq }) => seq));
      last = changes.at(-1)?.seq ?? last;
    };
    for (let round = 0; round < 30; round++) {
      const written = writers.map(({ ingest }, i) =>
        ingest.writeBatch([speakers[i]!.apt(round, { apt: { count: round } })]),
      );
      await look();
      await Promise.all(written);
    }
    await look();
    expect(seen).toEqual(Array.from({ length: 120 }, (_, i) => first + i));
    expect(await rebuildState(one)).toEqual([]);
  });
});

describe.for(DIALECTS)('a database on %s', async (dialect) => {
  const location = await newLocation(dialect);
  if (!location) return it('needs a database', () => undefined);

  it('keeps its names and what is in it when it is opened again', async () => {
    const first = await openDatabase(location);
    const machineId = await enrolMachine(storesOf(first));
    await first.close();
    await using again = disposable(await openDatabase(location));
    expect([again.epoch, again.collectorId]).toEqual([first.epoch, first.collectorId]);
    expect(await storesOf(again).queries.machine(machineId)).not.toBeNull();
  });

  it('of an earlier release is brought up to date and loses nothing', async () => {
    const old = (await newLocation(dialect))!;
    const orm = 'path' in old ? sqliteOrm(openSqlite(old.path)) : postgresqlOrm(old.url);
    await orm.migrator.up({ to: sqliteMigrations[0]!.name });
    const { em } = orm;
    const machine =
      "insert into machines (id, name, hostname, created_at) values ('m-1', 'old', 'old', '2026')";
    const state =
      "insert into machine_state (machine_id, status, updated_at) values ('m-1', 'unknown', '2026')";
    for (const statement of [machine, state]) await em.getConnection().execute(statement);
    await orm.close();
    await using database = disposable(await openDatabase(old));
    expect(await storesOf(database).queries.machine('m-1')).toMatchObject({
      machine: { name: 'old', port: 22 },
    });
    expect(await rebuildState(database)).toEqual([]);
  });

  it('of a newer release is refused and left alone', async () => {
    const newer = (await newLocation(dialect))!;
    const database = await openDatabase(newer);
    await sql`insert into mikro_orm_migrations (name) values ('Migration29991231000000_from_the_future')`.execute(
      database.db,
    );
    await database.close();
    const failure = { code: 'store_newer_release', message: expect.stringMatching(/from_the_future/) };
    await expect(openDatabase(newer)).rejects.toMatchObject(failure);
  });
});

const storesOf = (database: Database) => ({
  ingest: ingestStore(database, files),
  enrolment: enrolmentStore(database),
  queries: queryStore(database),
});

const disposable = (database: Database): Database & AsyncDisposable => ({
  ...database,
  [Symbol.asyncDispose]: () => database.close(),
});
