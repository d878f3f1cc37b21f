import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import BetterSqlite from 'better-sqlite3';
import type { Config } from '../config.ts';
import { Problem } from '../domain/problem.ts';
import { isChanging } from '../identity/next-key.ts';
import { DATABASE, MANIFEST, MASTER_KEY, type Manifest } from './manifest.ts';
import { pack } from './tar.ts';

export type BackupPlaces = Pick<Config, 'database' | 'reportsDir' | 'masterKey' | 'masterKeyFile'>;

/**
 * Writes a compressed tar archive of everything that a collector keeps: the database as it is at one moment, the master key,
 * reports and logs. The collector may go on meanwhile. Throws Problem `backup_not_possible` or `backup_failed`.
 */
export async function writeBackup(places: BackupPlaces, to: Writable, now = new Date()): Promise<Manifest> {
  const { database, reportsDir, masterKey, masterKeyFile } = places;
  const path = sqliteOf(database);
  if (!existsSync(path))
    throw new Problem(
      'backup_not_possible',
      `There is no database at ${path}.`,
      'Set SU_DATA_DIR or SU_DB_PATH as for the collector.',
    );
  if (masterKey === null && isChanging(masterKeyFile))
    throw new Problem(
      'backup_not_possible',
      'A change of the master key has begun and not ended, so nobody knows which one belongs to the database.',
      'Run `suivi-collector rotate-master-key` again; then make the backup.',
    );
  // Beside it: the copy is as large, and as secret.
  const staging = await mkdtemp(join(dirname(path), '.backup-'));
  try {
    const collectorId = await copyDatabase(path, join(staging, DATABASE));
    const hasKey = masterKey === null && existsSync(masterKeyFile);
    if (hasKey) await copyFile(masterKeyFile, join(staging, MASTER_KEY));
    const reports = existsSync(reportsDir) ? basename(reportsDir) : null;
    const manifest: Manifest = {
      format: 'suivi-backup-1',
      madeAt: now.toISOString(),
      collectorId,
      masterKey: hasKey,
      reports,
    };
    await writeFile(join(staging, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    const own = [MANIFEST, DATABASE, ...(hasKey ? [MASTER_KEY] : [])];
    await pack(
      [
        ...own.map((name) => ({ directory: staging, name })),
        ...(reports === null ? [] : [{ directory: dirname(reportsDir), name: reports }]),
      ],
      to,
    );
    return manifest;
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(
      'backup_failed',
      `The backup is not whole: ${(error as Error).message}.`,
      'Look for room on the disks, then make it again. What was written so far is of no use.',
      error,
    );
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** The SQLite file. Throws Problem `backup_not_possible` for PostgreSQL, which has tools of its own. */
export function sqliteOf(database: Config['database']): string {
  if ('path' in database) return database.path;
  throw new Problem(
    'backup_not_possible',
    'The database is PostgreSQL, whose own tools know best how to copy it.',
    'Use pg_dump and pg_restore for it, and copy SU_REPORTS_DIR and the master key as files.',
  );
}

/** Copies a database that may be in use; gives which collector's it is. */
async function copyDatabase(from: string, to: string): Promise<string> {
  const source = new BetterSqlite(from, { readonly: true, fileMustExist: true });
  try {
    await source.backup(to);
  } finally {
    source.close();
  }
  return collectorOf(to);
}

/** Which collector's database a file is, once it was found to be whole. Throws what SQLite says. */
export function collectorOf(path: string): string {
  const database = new BetterSqlite(path, { fileMustExist: true });
  try {
    const found = database.pragma('quick_check', { simple: true });
    if (found !== 'ok') throw new Error(`the database is damaged (${found})`);
    const row = database.prepare('select collector_id as id from store_meta').get() as
      | { id: string }
      | undefined;
    if (!row) throw new Error('it is not the database of a collector');
    // One file, with nothing beside it.
    database.pragma('journal_mode = DELETE');
    return row.id;
  } finally {
    database.close();
  }
}
