import type { ArtifactRow } from '../../domain/archive.ts';
import { expiryOf, type RetentionSettings } from '../../domain/retention.ts';
import { BulkUpdate } from '../database/bulk.ts';
import type { Database } from '../database/open.ts';

type Expiry = Pick<ArtifactRow, 'id' | 'expiresAt'>;

const updateExpiry = new BulkUpdate<Expiry>('raw_artifacts', 'id', { expiresAt: 'text' });

/** Brings `expires_at` into step with the settings, which may be others than when the artifact was made. */
export async function keepExpiryInStep(
  { db, writer }: Pick<Database, 'db' | 'writer'>,
  settings: RetentionSettings,
): Promise<void> {
  for (let last = ''; ; ) {
    const page = await db
      .selectFrom('rawArtifacts')
      .select(['id', 'createdAt', 'expiresAt', 'retentionPolicy', 'pinned'])
      .where('id', '>', last)
      .where('deletedAt', 'is', null)
      .orderBy('id')
      .limit(settings.rowsAtOnce)
      .execute();
    const wrong = page.flatMap(({ id, createdAt, expiresAt, retentionPolicy, pinned }): Expiry[] => {
      const right = pinned === 1 ? null : expiryOf(createdAt, retentionPolicy, settings);
      return right === expiresAt ? [] : [{ id, expiresAt: right }];
    });
    if (wrong.length > 0) await writer.write((tx) => updateExpiry.run(tx, wrong));
    if (page.length < settings.rowsAtOnce) return;
    last = page.at(-1)!.id;
  }
}
