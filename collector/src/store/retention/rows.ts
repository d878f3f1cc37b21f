import { anyOf } from '../database/dialect.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { isLastUnsettled } from '../state/unsettled.ts';

/** Deletes at most `limit` rows of one kind that are older than `cutoff`; gives how many. */
export type Prune = (tx: WriteTransaction, cutoff: string, limit: number) => Promise<number>;

/** Never the newest of a kind: it is what the machine's state stands on. */
export const pruneSnapshots: Prune = async (tx, cutoff, limit) => {
  const due = await tx.db
    .selectFrom('snapshots as s')
    .select('id')
    .where('receivedAt', '<', cutoff)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('snapshots as newer')
          .select('newer.id')
          .whereRef('newer.machineId', '=', 's.machineId')
          .whereRef('newer.kind', '=', 's.kind')
          .whereRef('newer.seq', '>', 's.seq'),
      ),
    )
    .orderBy('receivedAt')
    .orderBy('id')
    .limit(limit)
    .execute();
  return deleteByIds(tx, 'snapshots', due);
};

export const pruneEvents: Prune = async (tx, cutoff, limit) =>
  deleteByIds(
    tx,
    'machineEvents',
    await tx.db
      .selectFrom('machineEvents')
      .select('id')
      .where('createdAt', '<', cutoff)
      .orderBy('createdAt')
      .limit(limit)
      .execute(),
  );

/** Never one that runs, the last that ended on its machine, nor a failure that its state stands on. A failure goes before what made up for it. */
export const pruneExecutions: Prune = async (tx, cutoff, limit) => {
  const due = await tx.db
    .selectFrom('executions as e')
    .select('id')
    .where('finishedReceivedAt', '<', cutoff)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('executions as newer')
          .select('newer.id')
          .whereRef('newer.machineId', '=', 'e.machineId')
          .whereRef('newer.finishedSeq', '>', 'e.finishedSeq'),
      ),
    )
    .where((eb) => eb.not(isLastUnsettled))
    .orderBy('finishedReceivedAt')
    .orderBy('finishedSeq')
    .limit(limit)
    .execute();
  return deleteByIds(tx, 'executions', due);
};

export const pruneJobs: Prune = async (tx, cutoff, limit) =>
  deleteByIds(
    tx,
    'jobs',
    await tx.db
      .selectFrom('jobs')
      .select('id')
      .where('status', 'in', ['done', 'cancelled', 'expired', 'refused'])
      .where('finishedAt', '<', cutoff)
      .limit(limit)
      .execute(),
  );

/** Attempts over SSH that have ended. */
export const pruneSshInstalls: Prune = async (tx, cutoff, limit) =>
  deleteByIds(
    tx,
    'sshInstalls',
    await tx.db
      .selectFrom('sshInstalls')
      .select('id')
      .where('finishedAt', '<', cutoff)
      .limit(limit)
      .execute(),
  );

export const pruneTokens: Prune = async (tx, cutoff, limit) =>
  deleteByIds(
    tx,
    'enrolmentTokens',
    await tx.db
      .selectFrom('enrolmentTokens')
      .select('id')
      .where((eb) => eb.or([eb('uses', '>=', eb.ref('maxUses')), eb('expiresAt', '<', cutoff)]))
      .where('createdAt', '<', cutoff)
      .limit(limit)
      .execute(),
  );

/** The oldest changes go in order, and the store remembers up to where: whoever resumes from before is told so. */
export const pruneChanges: Prune = async (tx, cutoff, limit) => {
  const due = await tx.db
    .selectFrom('changes')
    .select('seq')
    .where('createdAt', '<', cutoff)
    .orderBy('seq')
    .limit(limit)
    .execute();
  const last = due.at(-1);
  if (!last) return 0;
  await tx.db.deleteFrom('changes').where('seq', '<=', last.seq).execute();
  await tx.db.updateTable('storeMeta').set({ prunedSeq: last.seq }).where('id', '=', 1).execute();
  return due.length;
};

/** Messages that no longer hold, counted from when that was seen. */
export const pruneMessages: Prune = async (tx, cutoff, limit) =>
  deleteByIds(
    tx,
    'importantMessages',
    await tx.db
      .selectFrom('importantMessages')
      .select('id')
      .where('resolvedAt', '<', cutoff)
      .limit(limit)
      .execute(),
  );

/** What is left of files that were deleted long ago: their rows. */
export const pruneArtifactRows: Prune = async (tx, cutoff, limit) =>
  deleteByIds(
    tx,
    'rawArtifacts',
    await tx.db
      .selectFrom('rawArtifacts')
      .select('id')
      .where('expiresAt', '<', cutoff)
      .where('deletedAt', '<', cutoff)
      .limit(limit)
      .execute(),
  );

type TableWithId =
  | 'snapshots'
  | 'machineEvents'
  | 'executions'
  | 'jobs'
  | 'enrolmentTokens'
  | 'sshInstalls'
  | 'importantMessages'
  | 'rawArtifacts';

async function deleteByIds(
  tx: WriteTransaction,
  table: TableWithId,
  due: readonly { id: string }[],
): Promise<number> {
  if (due.length === 0) return 0;
  const ids = anyOf(
    tx.dialect,
    due.map(({ id }) => id),
  );
  await tx.db.deleteFrom(table).where('id', 'in', ids).execute();
  return due.length;
}
