import { createDatabase, temporaryDirectory } from '@suivi/testkit';
import { afterAll } from 'vitest';
import { messageRules } from '../../../src/derive/index.ts';
import { type Database, type Location, openDatabase } from '../../../src/store/database/open.ts';
import { openStore, type Store } from '../../../src/store/index.ts';

export const DIALECTS = ['sqlite', 'postgresql'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** A place for a new, empty database. Says on one line when there is no PostgreSQL here, and gives null. */
export async function newLocation(dialect: Dialect): Promise<Location | null> {
  if (dialect === 'sqlite') {
    const directory = await temporaryDirectory('store');
    afterAll(() => directory[Symbol.asyncDispose]());
    return { path: `${directory.path}/suivi.db` };
  }
  const { url, reason } = await createDatabase();
  if (url !== undefined) return { url };
  console.log(`PostgreSQL is not tested: ${reason}`);
  return null;
}

export interface TestStore extends Store {
  readonly location: Location;
  /** A second view of the same database, to look at its rows. */
  readonly database: Database;
  /** The reports that were written, by path. */
  readonly reports: Map<string, unknown>;
}

/** A store on a new database, closed after the tests of the file; null when there is no such database here. */
export async function newStore(dialect: Dialect): Promise<TestStore | null> {
  const location = await newLocation(dialect);
  return location && openTestStore(location);
}

export async function openTestStore(location: Location): Promise<TestStore> {
  const reports = new Map<string, unknown>();
  const store = await openStore(location, {
    reports: {
      async write(facts) {
        const path = `${facts.machineId}/${facts.result.executionId}.md`;
        reports.set(path, facts);
        return path;
      },
      async writeRendered(machineId, executionId, text) {
        const path = `rendered/${machineId}/${executionId}.sh`;
        reports.set(path, text);
        return path;
      },
      async writeCleanup(id, facts) {
        const path = `cleanup/${id}.md`;
        reports.set(path, facts);
        return path;
      },
    },
    rules: messageRules,
    logPath: (machineId, executionId) => `${machineId}/${executionId}.log`,
  });
  const database = await openDatabase(location);
  afterAll(async () => {
    await database.close();
    await store.close();
  });
  return { ...store, location, database, reports };
}
