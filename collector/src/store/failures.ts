import type { FailureStore } from '../domain/ports.ts';
import type { Actor } from '../domain/rows.ts';
import type { Database } from './database/open.ts';
import type { WriteTransaction } from './database/transaction.ts';
import { rebuiltStatus } from './rebuild/rebuild-state.ts';
import { Unit } from './state/unit.ts';

/** Executions that failed, until a person takes note. */
export const failureStore = ({ writer }: Pick<Database, 'writer'>): FailureStore => ({
  async acknowledgeFailure(executionId, by, at) {
    const { result, changes } = await writer.write((tx) => acknowledge(tx, executionId, by, at));
    return result === true ? { changes } : result;
  },
});

async function acknowledge(
  tx: WriteTransaction,
  executionId: string,
  by: Actor,
  at: string,
): Promise<true | 'not_found' | 'not_failed'> {
  const execution = await tx.db
    .selectFrom('executions')
    .selectAll()
    .where('id', '=', executionId)
    .executeTakeFirst();
  if (!execution) return 'not_found';
  const { machineId, status, finishedSeq } = execution;
  if (status !== 'error' || finishedSeq === null) return 'not_failed';
  if (execution.acknowledgedAt !== null) return true;

  const ids = [executionId, ...(await failuresBefore(tx, machineId, finishedSeq))];
  await tx.db
    .updateTable('executions')
    .set({ acknowledgedAt: at, acknowledgedBy: by.actorId })
    .where('id', 'in', ids)
    .execute();
  for (const refId of ids) tx.record({ type: 'execution', machineId, refId });

  const unit = await Unit.of(tx, at, [machineId]);
  unit.machineState.upsertMachineState(machineId, { status: await rebuiltStatus(tx, machineId) });
  unit.machineState.recordEvent({
    machineId,
    eventType: 'execution_acknowledged',
    severity: 'info',
    ...by,
    executionId,
    jobId: execution.jobId,
    message: execution.errorMessage,
    payload: { action: execution.action, errorKind: execution.errorKind, executionIds: ids },
  });
  unit.touch(machineId);
  await unit.flush();
  return true;
}

/** More do not fail in a row before somebody looks; those before are superseded all the same. */
const MOST = 500;

/** The failures right before, without a success in between, of which nobody has taken note. */
async function failuresBefore(tx: WriteTransaction, machineId: string, seq: number): Promise<string[]> {
  const rows = await tx.db
    .selectFrom('executions')
    .select(['id', 'status', 'acknowledgedAt'])
    .where('machineId', '=', machineId)
    .where('finishedSeq', '<', seq)
    .orderBy('finishedSeq', 'desc')
    .limit(MOST)
    .execute();
  const success = rows.findIndex(({ status }) => status !== 'error');
  return rows
    .slice(0, success < 0 ? rows.length : success)
    .filter(({ acknowledgedAt }) => acknowledgedAt === null)
    .map(({ id }) => id);
}
