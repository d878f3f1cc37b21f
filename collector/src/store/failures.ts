import type { FailureStore } from '../domain/ports.ts';
import type { Actor } from '../domain/rows.ts';
import type { Database } from './database/open.ts';
import type { WriteTransaction } from './database/transaction.ts';
import { rebuiltStatus } from './rebuild/rebuild-state.ts';
import { loadExecutions } from './state/executions.ts';
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
  const found = await tx.db
    .selectFrom('executions')
    .select('machineId')
    .where('id', '=', executionId)
    .executeTakeFirst();
  if (!found) return 'not_found';
  const { machineId } = found;
  const unit = await Unit.of(tx, at, [machineId]);
  await loadExecutions(unit, [executionId], []);
  const execution = unit.executions.get(executionId)!;
  if (execution.status !== 'error') return 'not_failed';
  if (execution.acknowledgedAt !== null) return true;

  unit.saveExecution(Object.assign(execution, { acknowledgedAt: at, acknowledgedBy: by.actorId }));
  tx.record({ type: 'execution', machineId, refId: executionId });
  unit.machineState.recordEvent({
    machineId,
    eventType: 'execution_acknowledged',
    severity: 'info',
    ...by,
    executionId,
    jobId: execution.jobId,
    message: execution.errorMessage,
    payload: { action: execution.action, errorKind: execution.errorKind },
  });
  unit.touch(machineId);
  await unit.flush();

  const status = await rebuiltStatus(tx, machineId);
  if (status !== unit.state(machineId).status) {
    const after = await Unit.of(tx, at, [machineId]);
    after.machineState.upsertMachineState(machineId, { status });
    await after.flush();
  }
  return true;
}
