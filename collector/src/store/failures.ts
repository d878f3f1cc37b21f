import { type Failure, type FailureStore, settles } from '../domain/failures.ts';
import type { Actor } from '../domain/rows.ts';
import type { Database } from './database/open.ts';
import type { WriteTransaction } from './database/transaction.ts';
import { refreshPostInstall } from './post-install/refresh.ts';
import { rebuiltStatus } from './rebuild/rebuild-state.ts';
import { Unit } from './state/unit.ts';
import { isUnsettled } from './state/unsettled.ts';

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

  const ids = [executionId, ...(await failuresBefore(tx, execution))];
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
  if (execution.action === 'post_install_apply') await refreshPostInstall(tx, at, [machineId]);
  return true;
}

/** More are not left open before somebody looks; each further acknowledgement takes as many. */
const MOST = 500;

/** The failures before this one that a success instead of it would have made up for, and of which nobody has taken note. */
async function failuresBefore(
  tx: WriteTransaction,
  { machineId, action, finishedSeq }: Pick<Failure, 'machineId' | 'action' | 'finishedSeq'>,
): Promise<string[]> {
  const rows = await tx.db
    .selectFrom('executions as e')
    .select(['id', 'action', 'errorKind'])
    .where('e.status', '=', 'error')
    .where('e.machineId', '=', machineId)
    .where('e.finishedSeq', '<', finishedSeq)
    .where('e.acknowledgedAt', 'is', null)
    .where(isUnsettled)
    .orderBy('e.finishedSeq', 'desc')
    .limit(MOST)
    .execute();
  return rows.filter((row) => settles(action, row)).map(({ id }) => id);
}
