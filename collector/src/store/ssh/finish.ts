import type { Actor } from '../../domain/rows.ts';
import type { SshInstallOutcome, SshInstallRow } from '../../domain/ssh.ts';
import { sshProblem } from '../../domain/ssh-problems.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { Unit } from '../state/unit.ts';
import { eraseCredentials } from './erase.ts';

/** The script ended well, and the machine has not enrolled here. */
const { code, message, next } = sshProblem(
  'not_enrolled',
  'The script ended well, but the machine has not enrolled.',
);
const NOBODY_CAME = { state: 'failed', code, message, next } as const;

/** Ends an attempt; false when it has ended already. `by` where somebody else ended it than has begun it. */
export async function finishSshInstall(
  tx: WriteTransaction,
  id: string,
  given: SshInstallOutcome,
  at: string,
  by?: Actor,
): Promise<boolean> {
  const attempt = await tx.db
    .selectFrom('sshInstalls')
    .selectAll()
    .where('id', '=', id)
    .where('finishedAt', 'is', null)
    .executeTakeFirst();
  if (!attempt) return false;
  const machineId = await settleMachine(tx, attempt, given);
  const outcome = given.state === 'enrolled' && machineId === null ? { ...given, ...NOBODY_CAME } : given;
  await tx.db
    .updateTable('enrolmentTokens')
    .set({ revokedAt: at })
    .where('id', '=', attempt.tokenId)
    .where('uses', '=', 0)
    .execute();
  await tx.db
    .updateTable('sshInstalls')
    .set({ ...outcome, machineId, updatedAt: at, finishedAt: at })
    .where('id', '=', id)
    .execute();

  const { hostname, port, username, actorType, actorId } = attempt;
  const unit = await Unit.of(tx, at, machineId === null ? [] : [machineId]);
  unit.machineState.recordEvent({
    machineId,
    eventType: `ssh_install_${outcome.state}`,
    severity: outcome.state === 'failed' ? 'error' : 'info',
    message: sentence(attempt, outcome),
    payload: { attemptId: id, hostname, port, username, code: outcome.code },
    ...(by ?? { actorType, actorId }),
  });
  tx.record({ type: 'ssh_install', machineId, refId: id });
  if (machineId !== null) unit.touch(machineId);
  await unit.flush();
  return true;
}

/** Erases what is not to be kept, and forgets a machine whose agent never came. Gives the machine that there is. */
async function settleMachine(
  tx: WriteTransaction,
  { machineId, keepCredentials }: SshInstallRow,
  { state }: SshInstallOutcome,
): Promise<string | null> {
  if (machineId === null) return null;
  const agent = await tx.db
    .selectFrom('agents')
    .select('machineId')
    .where('machineId', '=', machineId)
    .executeTakeFirst();
  if (!agent) {
    await tx.db.deleteFrom('machines').where('id', '=', machineId).execute();
    tx.record({ type: 'machine', machineId, refId: machineId });
    return null;
  }
  if (state !== 'enrolled' || keepCredentials === 0) await eraseCredentials(tx, machineId);
  return machineId;
}

function sentence({ hostname }: SshInstallRow, { state, message }: SshInstallOutcome): string {
  if (state === 'enrolled') return `The agent was installed on ${hostname} over SSH.`;
  if (state === 'cancelled') return `The installation on ${hostname} over SSH was cancelled.`;
  return `The installation on ${hostname} over SSH failed: ${message}`;
}
