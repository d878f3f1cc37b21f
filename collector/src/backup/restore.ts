import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fits } from '@suivi/shared';
import { Problem } from '../domain/problem.ts';
import { type BackupPlaces, collectorOf, sqliteOf } from './backup.ts';
import { DATABASE, MANIFEST, MASTER_KEY, Manifest } from './manifest.ts';
import { unpack } from './tar.ts';

/**
 * Puts what an archive holds where the configuration says, where nothing may be yet. Nothing is changed unless all of it
 * is whole. Throws Problem `restore_not_empty`, `backup_damaged` or `master_key_missing`.
 */
export async function restoreBackup(places: BackupPlaces, from: Readable): Promise<Manifest> {
  const { reportsDir, masterKey, masterKeyFile } = places;
  const path = sqliteOf(places.database);
  await refuseTaken(path, reportsDir, masterKey === null ? masterKeyFile : null);
  await mkdir(dirname(path), { recursive: true });
  const staging = await mkdtemp(join(dirname(path), '.restore-'));
  try {
    const manifest = await readArchive(from, staging);
    if (!manifest.masterKey && masterKey === null)
      throw new Problem(
        'master_key_missing',
        'The master key is not in this backup: the collector had it from SU_MASTER_KEY.',
        'Set SU_MASTER_KEY to the same key, then restore again.',
      );
    if (manifest.reports !== null) {
      await mkdir(dirname(reportsDir), { recursive: true });
      await rm(reportsDir, { recursive: true, force: true });
      await move(join(staging, manifest.reports), reportsDir);
    }
    if (manifest.masterKey && masterKey === null) {
      await mkdir(dirname(masterKeyFile), { recursive: true });
      await chmod(join(staging, MASTER_KEY), 0o600);
      await move(join(staging, MASTER_KEY), masterKeyFile);
    }
    // Last: as long as it is not there, nothing was restored.
    await move(join(staging, DATABASE), path);
    return manifest;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function refuseTaken(path: string, reportsDir: string, keyFile: string | null): Promise<void> {
  const reports = await readdir(reportsDir, { recursive: true, withFileTypes: true }).catch(() => []);
  const taken = [path, `${path}-wal`, ...(keyFile === null ? [] : [keyFile])].find((each) =>
    existsSync(each),
  );
  const found = taken ?? (reports.some((each) => each.isFile()) ? reportsDir : undefined);
  if (found !== undefined)
    throw new Problem(
      'restore_not_empty',
      `${found} is there already, and a backup is restored only where nothing is.`,
      'Stop the collector and move its data away, or set SU_DATA_DIR to another folder.',
    );
}

async function readArchive(from: Readable, staging: string): Promise<Manifest> {
  try {
    await unpack(from, staging);
    const manifest: unknown = JSON.parse(await readFile(join(staging, MANIFEST), 'utf8'));
    if (!fits(Manifest, manifest)) throw new Error('it is not the backup of a collector');
    if (collectorOf(join(staging, DATABASE)) !== manifest.collectorId)
      throw new Error('it holds the database of another collector than it says');
    for (const name of [manifest.masterKey ? MASTER_KEY : null, manifest.reports])
      if (name !== null && !existsSync(join(staging, name))) throw new Error(`${name} is missing in it`);
    return manifest;
  } catch (error) {
    throw new Problem(
      'backup_damaged',
      `The backup cannot be used: ${(error as Error).message}.`,
      'Give a whole file that `suivi-collector backup` has written.',
      error,
    );
  }
}

/** The reports may lie on another file system, where a rename does not reach. */
async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await cp(from, to, { recursive: true, preserveTimestamps: true });
  }
}
