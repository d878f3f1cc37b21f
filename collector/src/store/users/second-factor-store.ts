import { v7 as uuid } from 'uuid';
import type { CredentialRow, SecondFactorStore } from '../../domain/users.ts';
import type { Database } from '../database/open.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { recordAudit } from '../state/audit.ts';

/** TOTP secrets and recovery codes. */
export const secondFactorStore = ({ writer }: Pick<Database, 'writer'>): SecondFactorStore => ({
  async offerTotp(userId, sealed, at) {
    const { result } = await writer.write(async (tx) => {
      if (await findTotp(tx, userId, true)) return false;
      await deleteKind(tx, userId, 'totp');
      await insert(tx, credential(userId, 'totp', sealed, at, null));
      return true;
    });
    return result;
  },
  async confirmTotp(userId, step, codeHashes, at) {
    const { result, changes } = await writer.write(async (tx) => {
      const offered = await findTotp(tx, userId, false);
      if (!offered) return false;
      await tx.db
        .updateTable('userCredentials')
        .set({ confirmedAt: at, counter: step })
        .where('id', '=', offered.id)
        .execute();
      await deleteKind(tx, userId, 'recovery_code');
      for (const hash of codeHashes) await insert(tx, credential(userId, 'recovery_code', hash, at, at));
      const message = 'A second factor is asked for at sign-in from now on.';
      const me = { actorType: 'user', actorId: userId } as const;
      await recordAudit(tx, { eventType: 'totp_enabled', message }, me, at);
      return true;
    });
    return result ? changes : null;
  },
  async takeStep(credentialId, step) {
    const { result } = await writer.write((tx) =>
      tx.db
        .updateTable('userCredentials')
        .set({ counter: step })
        .where('id', '=', credentialId)
        .where('counter', '<', step)
        .executeTakeFirst(),
    );
    return result.numUpdatedRows > 0n;
  },
  async takeRecoveryCode(userId, codeHash) {
    const { result } = await writer.write((tx) =>
      tx.db
        .deleteFrom('userCredentials')
        .where('userId', '=', userId)
        .where('kind', '=', 'recovery_code')
        .where('secret', '=', codeHash)
        .executeTakeFirst(),
    );
    return result.numDeletedRows > 0n;
  },
});

const findTotp = (tx: WriteTransaction, userId: string, isConfirmed: boolean) =>
  tx.db
    .selectFrom('userCredentials')
    .select('id')
    .where('userId', '=', userId)
    .where('kind', '=', 'totp')
    .where('confirmedAt', isConfirmed ? 'is not' : 'is', null)
    .executeTakeFirst();

const deleteKind = (tx: WriteTransaction, userId: string, kind: CredentialRow['kind']) =>
  tx.db.deleteFrom('userCredentials').where('userId', '=', userId).where('kind', '=', kind).execute();

const credential = (
  userId: string,
  kind: CredentialRow['kind'],
  secret: string,
  createdAt: string,
  confirmedAt: string | null,
): CredentialRow => ({
  id: uuid(),
  userId,
  kind,
  secret,
  identifier: null,
  counter: 0,
  createdAt,
  confirmedAt,
});

const insert = (tx: WriteTransaction, row: CredentialRow) =>
  tx.db.insertInto('userCredentials').values(row).execute();
