import { parentPort, workerData } from 'node:worker_threads';
import { StoreError } from '../store-error.ts';
import { type CachingDatabase, openSqlite } from './sqlite.ts';
import type { Answer, Failure, Statement } from './threaded-sqlite.ts';

const port = parentPort!;
let database: CachingDatabase;
/** Why the transaction cannot go on: what was asked for before that was known must not be run outside of it. */
let failed: Failure | null = null;

const NOTHING: Answer = { rows: [], changes: null };

function run({ sql, parameters }: Statement): Answer {
  if (sql.startsWith('rollback')) {
    failed = null;
    // SQLite rolls back by itself when its disk is full.
    if (!database.native.inTransaction) return NOTHING;
  }
  if (failed) return failed;
  const wasInside = database.native.inTransaction;
  const answer = attempt(() => {
    const statement = database.prepare(sql);
    if (statement.reader) return { rows: statement.all(parameters), changes: null };
    return { rows: [], changes: BigInt(statement.run(parameters).changes) };
  });
  if ('failure' in answer && wasInside) failed = answer;
  return answer;
}

function attempt(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    const cause = error instanceof StoreError ? error.cause : error;
    const { name, message, code } = cause as Error & { code?: string };
    return { failure: { name, message, code } };
  }
}

port.on('message', (statement: Statement | null) => {
  if (statement) return port.postMessage(run(statement));
  database?.close();
  port.close();
});
port.postMessage(
  attempt(() => {
    database = openSqlite(workerData as string);
    return NOTHING;
  }),
);
