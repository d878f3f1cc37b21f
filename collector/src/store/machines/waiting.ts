import type { EnrolmentTokenRow } from '../../domain/rows.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { eraseCredentials } from '../ssh/erase.ts';

type Token = Pick<EnrolmentTokenRow, 'id' | 'machineId'>;

/**
 * Gives an agent the row that was made for its machine before it came; the machine's id, or null where there is none. What the
 * machine was logged in to with is erased in the same moment, unless it is to be kept.
 */
export async function joinWaiting(
  tx: WriteTransaction,
  { id: tokenId, machineId }: Token,
  { hostname, name, at }: { hostname: string; name: string; at: string },
): Promise<string | null> {
  if (machineId === null) return null;
  const joined = await tx.db
    .updateTable('machines')
    .set({ hostname, name, updatedAt: at })
    .where('id', '=', machineId)
    .where('deletedAt', 'is', null)
    .executeTakeFirst();
  if (joined.numUpdatedRows === 0n) return null;
  const attempt = await tx.db
    .selectFrom('sshInstalls')
    .select('keepCredentials')
    .where('tokenId', '=', tokenId)
    .executeTakeFirst();
  if (attempt?.keepCredentials !== 1) await eraseCredentials(tx, machineId);
  return machineId;
}

/** The machine has a row already, for its agent was there before: the one that was made for it goes, credentials and all. */
export async function giveWaitingTo(
  tx: WriteTransaction,
  { id: tokenId, machineId }: Token,
  enrolledId: string,
): Promise<void> {
  if (machineId === null || machineId === enrolledId) return;
  await tx.db
    .updateTable('sshInstalls')
    .set({ machineId: enrolledId })
    .where('tokenId', '=', tokenId)
    .execute();
  await tx.db.deleteFrom('machines').where('id', '=', machineId).execute();
  tx.record({ type: 'machine', machineId, refId: machineId });
}
