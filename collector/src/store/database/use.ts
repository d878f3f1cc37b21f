import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables.ts';
import { openUseFile } from './sqlite.ts';

/** `shared`: by collectors, as many as there are. `alone`: by whoever changes what they all stand on. */
export type UseKind = 'shared' | 'alone';

/** Gives the use back. */
export type EndUse = () => Promise<void>;

/** Names our locks among those of a PostgreSQL database. */
const LOCK = sql`hashtext('suivi collector')`;

/**
 * Marks a database as in use for as long as this process lives; null when others use it in a way that does not allow that.
 * SQLite: a lock on a file beside the database, which the system takes back when the process is killed. PostgreSQL: an
 * advisory lock of a connection, which ends with it.
 */
export async function takeUse(
  location: { readonly path: string } | { readonly url: string },
  db: Kysely<Tables>,
  kind: UseKind,
): Promise<EndUse | null> {
  if ('path' in location) {
    const file = openUseFile(location.path, kind === 'alone');
    return file && (async () => file.close());
  }
  const taken = openPromise<boolean>();
  const given = openPromise<void>();
  const ended = db.connection().execute(async (connection) => {
    const lock = kind === 'alone' ? sql`pg_try_advisory_lock` : sql`pg_try_advisory_lock_shared`;
    const { rows } = await sql<{ taken: boolean }>`select ${lock}(${LOCK}) as taken`.execute(connection);
    taken.resolve(rows[0]?.taken === true);
    if (!rows[0]?.taken) return;
    await given.promise;
    // The connection goes back to the others and lives on.
    await sql`select pg_advisory_unlock_all()`.execute(connection).catch(() => undefined);
  });
  ended.catch(taken.reject);
  if (!(await taken.promise)) return null;
  return async () => {
    given.resolve();
    await ended;
  };
}

/** A promise with what settles it. */
function openPromise<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((...both) => {
    [resolve, reject] = both;
  });
  return { promise, resolve, reject };
}
