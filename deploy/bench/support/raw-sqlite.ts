import { copyFile } from 'node:fs/promises';
import { openSqlite } from '../../../collector/src/store/database/sqlite.ts';
import { WritingSqlite } from '../../../collector/src/store/database/writing-sqlite.ts';
import { openStore } from '../../../collector/src/store/index.ts';
import { unusedFiles } from './fleet.ts';
import { makeReport } from './report.ts';
import { serve } from './serve.ts';

const BATCH = 200;

/** One statement that the store has run, with its values. */
interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

interface Floor {
  /** A database in which the machines are enrolled; it is copied. */
  readonly path: string;
  readonly machineIds: readonly string[];
  readonly each: number;
}

/** Everything that the store asks of its writing connection for these reports, in transactions of 200. */
async function record({ path, machineIds, each }: Floor): Promise<Statement[]> {
  const recorded: Statement[] = [];
  const execute = WritingSqlite.prototype.executeQuery;
  const store = await openStore({ path }, unusedFiles);
  WritingSqlite.prototype.executeQuery = function (query) {
    recorded.push({ sql: query.sql, parameters: query.parameters });
    return execute.call(this, query) as ReturnType<typeof execute<never>>;
  };
  const receivedAt = new Date().toISOString();
  const incoming = Array.from({ length: each }, (_, number) =>
    machineIds.map((machineId) => ({ machineId, message: makeReport(machineId, number + 1), receivedAt })),
  ).flat();
  for (let at = 0; at < incoming.length; at += BATCH) {
    const { outcomes } = await store.ingest.writeBatch(incoming.slice(at, at + BATCH));
    if (!outcomes.every((outcome) => outcome.stored)) throw new Error('a report was not stored');
  }
  WritingSqlite.prototype.executeQuery = execute;
  await store.close();
  return recorded;
}

function replay(path: string, recorded: readonly Statement[]): number {
  const database = openSqlite(path);
  const began = performance.now();
  for (const { sql, parameters } of recorded) {
    const statement = database.prepare(sql);
    if (statement.reader) statement.all(parameters);
    else statement.run(parameters);
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
