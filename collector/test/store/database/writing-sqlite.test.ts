import { temporaryDirectory } from '@suivi/testkit';
import { CompiledQuery } from 'kysely';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { openSqlite } from '../../../src/store/database/sqlite.ts';
import { WritingSqlite } from '../../../src/store/database/writing-sqlite.ts';

const directory = await temporaryDirectory('writing');
let names = 0;
let connection: WritingSqlite;
const run = (text: string, parameters: unknown[] = []) =>
  connection.executeQuery<{ word: string }>(CompiledQuery.raw(text, parameters));
const words = async () => (await run('select word from words order by word')).rows.map(({ word }) => word);
/** What became of statements that were all asked for at once. */
const atOnce = async (...texts: string[]) =>
  (await Promise.allSettled(texts.map((text) => run(text)))).map(({ status }) => status);

beforeEach(async () => {
  connection = new WritingSqlite(openSqlite(`${directory.path}/${++names}.db`));
  await run('create table words (word text not null)');
  return () => connection.close();
});
afterAll(() => directory[Symbol.asyncDispose]());

it('runs statements in the order in which they were asked for', async () => {
  await Promise.all([run('begin'), run("insert into words values ('one')"), run('commit')]);
  const { numAffectedRows } = await run('update words set word = ?', ['two']);
  expect(numAffectedRows).toBe(1n);
  expect(await words()).toEqual(['two']);
});

it('passes on why the database refuses a value', async () => {
  await expect(run('insert into words values (null)')).rejects.toMatchObject({
    code: 'SQLITE_CONSTRAINT_NOTNULL',
  });
  await expect(run('insert into words values (?)', [true])).rejects.toBeInstanceOf(TypeError);
  await run("insert into words values ('kept')");
  expect(await words(), 'outside of a transaction a failure is alone').toEqual(['kept']);
});

it('runs nothing more of a transaction in which a statement has failed', async () => {
  const fates = await atOnce(
    'begin',
    "insert into words values ('before')",
    'insert into words values (null)',
    "insert into words values ('after')",
    'commit',
  );
  expect(fates).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected', 'rejected']);
  await run('rollback');
  expect(await words()).toEqual([]);
});

it('goes on after a rollback to a savepoint', async () => {
  await atOnce('begin', "insert into words values ('kept')", 'savepoint attempt');
  await atOnce('insert into words values (null)', 'rollback to savepoint attempt');
  await atOnce("insert into words values ('also')", 'commit');
  expect(await words()).toEqual(['also', 'kept']);
});

it('stores nothing outside of the transaction that a full disk has ended', async () => {
  const [{ page_count: pages }] = (await run('pragma page_count')).rows as never as [{ page_count: number }];
  await run(`pragma max_page_count = ${pages + 1}`);
  const fates = await atOnce(
    'begin',
    `insert into words values ('${'x'.repeat(100_000)}')`,
    "insert into words values ('small')",
    'commit',
    'rollback',
  );
  expect(fates).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected', 'fulfilled']);
  expect(await words()).toEqual([]);
});
