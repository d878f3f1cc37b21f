import type { ArchiveStore, ArtifactRow, PinAnswer } from '../domain/archive.ts';
import { expiryOf, type RetentionSettings } from '../domain/retention.ts';
import type { Actor } from '../domain/rows.ts';
import type { Database } from './database/open.ts';
import type { WriteTransaction } from './database/transaction.ts';
import { keysetPage } from './queries/page.ts';
import { Unit } from './state/unit.ts';

/** Logs and reports, and which of them are kept for ever. */
export function archiveStore({ db, writer }: Database, retention: () => RetentionSettings): ArchiveStore {
  const pin = async (
    work: (tx: WriteTransaction) => Promise<true | 'not_found' | 'deleted'>,
  ): Promise<PinAnswer> => {
    const { result, changes } = await writer.write(work);
    return result === true ? { changes } : result;
  };
  return {
    artifacts: ({ machineId }, page) =>
      keysetPage(
        page,
        ['string', 'string'],
        (after, limit) => {
          let query = db
            .selectFrom('rawArtifacts')
            .selectAll()
            .orderBy('createdAt', 'desc')
            .orderBy('id', 'desc')
            .limit(limit);
          if (machineId !== undefined) query = query.where('machineId', '=', machineId);
          if (after) query = query.where((eb) => eb(eb.refTuple('createdAt', 'id'), '<', eb.tuple(...after)));
          return query.execute();
        },
        ({ createdAt, id }) => [createdAt, id],
      ),
    artifact: async (id) =>
      (await db.selectFrom('rawArtifacts').selectAll().where('id', '=', id).executeTakeFirst()) ?? null,
    artifactAt: async (path) =>
      (await db.selectFrom('rawArtifacts').selectAll().where('path', '=', path).executeTakeFirst()) ?? null,
    pinArtifact: (id, pinned, by, at) =>
      pin(async (tx) => {
        const row = await tx.db
          .selectFrom('rawArtifacts')
          .selectAll()
          .where('id', '=', id)
          .executeTakeFirst();
        if (!row) return 'not_found';
        if (row.deletedAt !== null) return 'deleted';
        if ((row.pinned === 1) === pinned) return true;
        await tx.db
          .updateTable('rawArtifacts')
          .set(pinned ? pinnedArtifact(row) : unpinnedArtifact(row, retention()))
          .where('id', '=', id)
          .execute();
        await tellPinned(tx, 'artifact', row, pinned, by, at);
        return true;
      }),
    reports: ({ machineId, kind }, page) =>
      keysetPage(
        page,
        ['string', 'string'],
        (after, limit) => {
          let query = db
            .selectFrom('reports')
            .selectAll()
            .orderBy('createdAt', 'desc')
            .orderBy('id', 'desc')
            .limit(limit);
          if (machineId !== undefined) query = query.where('machineId', '=', machineId);
          if (kind !== undefined) query = query.where('kind', '=', kind);
          if (after) query = query.where((eb) => eb(eb.refTuple('createdAt', 'id'), '<', eb.tuple(...after)));
          return query.execute();
        },
        ({ createdAt, id }) => [createdAt, id],
      ),
    report: async (id) =>
      (await db.selectFrom('reports').selectAll().where('id', '=', id).executeTakeFirst()) ?? null,
    pinReport: (id, pinned, by, at) =>
      pin(async (tx) => {
        const row = await tx.db.selectFrom('reports').selectAll().where('id', '=', id).executeTakeFirst();
        if (!row) return 'not_found';
        if ((row.pinned === 1) === pinned) return true;
        await tx.db
          .updateTable('reports')
          .set({ pinned: pinned ? 1 : 0 })
          .where('id', '=', id)
          .execute();
        await tellPinned(tx, 'report', row, pinned, by, at);
        return true;
      }),
  };
}

type Pinning = Pick<ArtifactRow, 'pinned' | 'retentionPolicy' | 'expiresAt' | 'metadataJson'>;

/** Pinned, an artifact has the policy `pinned`; the one before waits in its metadata. */
const pinnedArtifact = ({ retentionPolicy, metadataJson }: ArtifactRow): Pinning => ({
  pinned: 1,
  retentionPolicy: 'pinned',
  expiresAt: null,
  metadataJson: JSON.stringify({ ...metadataOf(metadataJson), policyBefore: retentionPolicy }),
});

const unpinnedArtifact = (
  { createdAt, metadataJson }: ArtifactRow,
  retention: RetentionSettings,
): Pinning => {
  const { policyBefore = 'default', ...metadata } = metadataOf(metadataJson);
  return {
    pinned: 0,
    retentionPolicy: policyBefore,
    expiresAt: expiryOf(createdAt, policyBefore, retention),
    metadataJson: JSON.stringify(metadata),
  };
};

const metadataOf = (json: string | null): { policyBefore?: ArtifactRow['retentionPolicy'] } =>
  json === null ? {} : JSON.parse(json);

async function tellPinned(
  tx: WriteTransaction,
  what: 'artifact' | 'report',
  { id, machineId }: { readonly id: string; readonly machineId: string | null },
  pinned: boolean,
  by: Actor,
  at: string,
): Promise<void> {
  const unit = await Unit.of(tx, at, []);
  unit.machineState.recordEvent({
    machineId,
    eventType: `${what}_${pinned ? 'pinned' : 'unpinned'}`,
    severity: 'info',
    ...by,
    payload: { id },
  });
  await unit.flush();
}
