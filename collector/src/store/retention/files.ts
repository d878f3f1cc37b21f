import type { RetentionPolicy } from '@suivi/shared';
import { artifactDays, type RetentionSettings } from '../../domain/retention.ts';
import { anyOf } from '../database/dialect.ts';
import type { Database } from '../database/open.ts';
import type { Owner, Tally } from './tally.ts';

/** Removes reports older than the cutoff: the file first, so that none is left that nothing names. Pinned ones stay. */
export async function pruneReports(
  { db, dialect, writer }: Database,
  tally: Tally,
  cutoff: string,
  limit: number,
): Promise<number> {
  const due = await db
    .selectFrom('reports as r')
    .leftJoin('machines as m', 'm.id', 'r.machineId')
    .select(['r.id', 'r.path', 'r.machineId', 'm.name'])
    .where('r.createdAt', '<', cutoff)
    .where('r.pinned', '=', 0)
    .orderBy('r.createdAt')
    .limit(limit)
    .execute();
  const gone: string[] = [];
  for (const { id, path, ...machine } of due)
    if (await tally.removeFile('reports', path, ownerOf(machine))) gone.push(id);
  if (gone.length > 0)
    await writer.write((tx) => tx.db.deleteFrom('reports').where('id', 'in', anyOf(dialect, gone)).execute());
  return gone.length;
}

/**
 * Removes the files of artifacts whose time has come; their rows stay and say so. Pinned ones have no such time. The report
 * on a run whose log is kept for short goes with it.
 */
export async function pruneArtifacts(
  { db, dialect, writer }: Database,
  tally: Tally,
  settings: RetentionSettings,
  now: string,
  limit: number,
): Promise<number> {
  const due = await db
    .selectFrom('rawArtifacts as a')
    .leftJoin('machines as m', 'm.id', 'a.machineId')
    .leftJoin('executions as e', (join) =>
      join.onRef('e.id', '=', 'a.id').on('a.retentionPolicy', '=', 'short'),
    )
    .leftJoin('reports as r', (join) => join.onRef('r.id', '=', 'e.reportId').on('r.pinned', '=', 0))
    .select(['a.id', 'a.path', 'a.machineId', 'a.retentionPolicy', 'm.name'])
    .select(['r.id as reportId', 'r.path as reportPath'])
    .where('a.expiresAt', '<', now)
    .where('a.pinned', '=', 0)
    .where('a.deletedAt', 'is', null)
    .orderBy('a.expiresAt')
    .limit(limit)
    .execute();
  const gone = new Map<RetentionPolicy, string[]>();
  const goneReports: string[] = [];
  for (const { id, path, reportId, reportPath, retentionPolicy, ...machine } of due) {
    if (!(await tally.removeFile('logs', path, ownerOf(machine)))) continue;
    const policy = retentionPolicy ?? 'default';
    gone.set(policy, [...(gone.get(policy) ?? []), id]);
    if (reportId === null || reportPath === null) continue;
    if (await tally.removeFile('reports', reportPath, ownerOf(machine))) goneReports.push(reportId);
  }
  if (gone.size === 0) return 0;
  await writer.write(async (tx) => {
    for (const [policy, ids] of gone)
      await tx.db
        .updateTable('rawArtifacts')
        .set({ deletedAt: now, deleteReason: `retention: ${policy}, ${artifactDays(policy, settings)} days` })
        .where('id', 'in', anyOf(dialect, ids))
        .execute();
    await tx.db.deleteFrom('reports').where('id', 'in', anyOf(dialect, goneReports)).execute();
  });
  return [...gone.values()].flat().length;
}

/** Purges machines deleted before the cutoff with all that belongs to them, files and rows, pinned ones too. */
export async function purgeMachines(
  { db, writer }: Database,
  tally: Tally,
  cutoff: string,
  limit: number,
): Promise<void> {
  const due = await db
    .selectFrom('machines')
    .select(['id', 'name'])
    .where('deletedAt', '<', cutoff)
    .limit(limit)
    .execute();
  for (const machine of due) {
    let whole = true;
    for (const { kind, path } of await filesOf(db, machine.id))
      if (!(await tally.removeFile(kind, path, machine))) whole = false;
    if (!whole) continue;
    await writer.write(async (tx) => {
      await tx.db.deleteFrom('machines').where('id', '=', machine.id).execute();
      tx.record({ type: 'machine', machineId: machine.id, refId: machine.id });
    });
    tally.purged(machine);
  }
}

const ownerOf = ({ machineId, name }: { machineId: string | null; name: string | null }): Owner | null =>
  machineId === null ? null : { id: machineId, name: name ?? machineId };

async function filesOf(db: Database['db'], machineId: string) {
  const reports = await db.selectFrom('reports').select('path').where('machineId', '=', machineId).execute();
  const artifacts = await db
    .selectFrom('rawArtifacts')
    .select('path')
    .where('machineId', '=', machineId)
    .where('deletedAt', 'is', null)
    .execute();
  return [
    ...reports.map(({ path }) => ({ kind: 'reports' as const, path })),
    ...artifacts.map(({ path }) => ({ kind: 'logs' as const, path })),
  ];
}
