import type { SealedCredentials } from '../../domain/ssh.ts';
import type { WriteTransaction } from '../database/transaction.ts';

const NONE: SealedCredentials = {
  encPassword: null,
  encSudoPassword: null,
  encPrivateKey: null,
  encKeyPassphrase: null,
};

/** Forgets what a machine is logged in to with. */
export async function eraseCredentials(tx: WriteTransaction, machineId: string): Promise<void> {
  await tx.db.updateTable('machines').set(NONE).where('id', '=', machineId).execute();
}
