import type { Kysely } from 'kysely';
import type { Database } from '../database/open.ts';
import type { Tables } from '../tables.ts';

/** Throws away a file, named relative to SU_REPORTS_DIR. One that is gone already is fine. */
export type RemoveFile = (path: string) => Promise<void>;

/** Removes reports older than the cutoff: the file first, so that none is left that nothing names. Pinned ones stay. */
export async function pruneReports(
  { db, writer }: Database,
  remove: RemoveFile,
  cutoff: string,
  limit: number,
): Promise<number> {
  const due = await db
    .selectFrom('reports')
    .select(['id', 'path'])
    .where('createdAt', '<', cutoff)
    .where('pinned', '=', 0)
    .limit(limit)
    .execute();
  for (const { id, path } of due) {
    await remove(path);
    await writer.write((tx) => tx.db.deleteFrom('reports').where('id', '=', id).execute());
  }
  return due.length;
}

/** Removes the files of artifacts of one policy older than the cutoff; their rows stay and say so. Pinned ones stay. */
export async function pruneArtifacts(
  { db, writer }: Database,
  remove: RemoveFile,
  policy: 'default' | 'failed',
  cutoff: string,
  limit: number,
): Promise<number> {
  const due = await db
    .selectFrom('rawArtifacts')
    .select(['id', 'path'])
    .where('retentionPolicy', '=', policy)
    .where('createdAt', '<', cutoff)
    .where('pinned', '=', 0)
    .where('deletedAt', 'is', null)
    .limit(limit)
    .execute();
  for (const { id, path } of due) {
    await remove(path);
    const gone = { deletedAt: new Date().toISOString(), deleteReason: 'retention' };
    await writer.write((tx) => tx.db.updateTable('rawArtifacts').set(gone).where('id', '=', id).execute());
  }
  return due.length;
}

/** Purges machines deleted before the cutoff with all that belongs to them, files and rows. */
export async function purgeMachines(
  { db, writer }: Database,
  remove: RemoveFile,
  cutoff: string,
  limit: number,
): Promise<number> {
  const due = await db
    .selectFrom('machines')
    .select('id')
    .where('deletedAt', '<', cutoff)
    .limit(limit)
    .execute();
  for (const { id } of due) {
    for (const path of await filesOf(db, id)) await remove(path);
    await writer.write(async (tx) => {
      await tx.db.deleteFrom('machines').where('id', '=', id).execute();
      tx.record({ type: 'machine', machineId: id, refId: id });
    });
  }
  return due.length;
}

async function filesOf(db: Kysely<Tables>, machineId: string): Promise<string[]> {
  const reports = await db.selectFrom('reports').select('path').where('machineId', '=', machineId).execute();
  const artifacts = await db
    .selectFrom('rawArtifacts')
    .select('path')
    .where('machineId', '=', machineId)
    .where('deletedAt', 'is', null)
    .execute();
  return [...reports, ...artifacts].map(({ path }) => path);
}
