import { copyFile } from 'node:fs/promises';
import { CachingDatabase, openSqlite } from '../../../collector/src/store/database/sqlite.ts';
import { openStore } from '../../../collector/src/store/index.ts';
import { unusedFiles } from './fleet.ts';
import { makeReport } from './report.ts';
import { serve } from './serve.ts';

const BATCH = 200;

/** One statement that the store has run, with its values. */
interface Recorded {
  readonly sql: string;
  readonly values: readonly unknown[];
}

interface Floor {
  /** A database in which the machines are enrolled; it is copied. */
  readonly path: string;
  readonly machineIds: readonly string[];
  readonly each: number;
}

/** Everything that the store asks of better-sqlite3 for these reports, in transactions of 200. */
async function record({ path, machineIds, each }: Floor): Promise<Recorded[]> {
  const recorded: Recorded[] = [];
  const prepare = CachingDatabase.prototype.prepare;
  const store = await openStore({ path }, unusedFiles);
  CachingDatabase.prototype.prepare = function (sql) {
    const statement = prepare.call(this, sql);
    const noting =
      <R>(act: (values: readonly unknown[]) => R) =>
      (values: readonly unknown[]): R => {
        recorded.push({ sql, values });
        return act.call(statement, values);
      };
    const { reader, all, run, iterate } = statement;
    return { reader, all: noting(all), run: noting(run), iterate: noting(iterate) };
  };
  const receivedAt = new Date().toISOString();
  const incoming = Array.from({ length: each }, (_, number) =>
    machineIds.map((machineId) => ({ machineId, message: makeReport(machineId, number + 1), receivedAt })),
  ).flat();
  for (let at = 0; at < incoming.length; at += BATCH) {
    const { outcomes } = await store.ingest.writeBatch(incoming.slice(at, at + BATCH));
    if (!outcomes.every((outcome) => outcome.stored)) throw new Error('a report was not stored');
  }
  CachingDatabase.prototype.prepare = prepare;
  await store.close();
  return recorded;
}

function replay(path: string, recorded: readonly Recorded[]): number {
  const database = openSqlite(path);
  const began = performance.now();
  for (const { sql, values } of recorded) {
    const statement = database.prepare(sql);
    if (statement.reader) statement.all(values);
    else statement.run(values);
  }
  const took = performance.now() - began;
  database.close();
  return took;
}

const tasks = {
  /** Milliseconds that better-sqlite3 alone needs for what the store does with these reports. */
  async floor(floor: Floor): Promise<number> {
    const [first, second] = [`${floor.path}.record`, `${floor.path}.replay`];
    for (const copy of [first, second]) await copyFile(floor.path, copy);
    const recorded = await record({ ...floor, path: first });
    return replay(second, recorded);
  },
};

export type RawSqliteTasks = typeof tasks;
serve(tasks);
