import { PlannedAction, valuesOf } from '@suivi/shared';
import { type RawBuilder, sql } from 'kysely';
import { type Failure, REPAIRABLE, settles, WIDER } from '../../domain/failures.ts';
import { anyOf } from '../database/dialect.ts';
import type { Database } from '../database/open.ts';
import type { ExecutionsTable } from '../tables.ts';

const FAILURE_COLUMNS = [
  'id',
  'machineId',
  'action',
  'errorKind',
  'errorMessage',
  'finishedAt',
  'finishedSeq',
  'acknowledgedAt',
] as const satisfies readonly (keyof Failure)[];

const wider = Object.entries(WIDER).flatMap(([action, actions]) =>
  actions.map((success) => sql`(e.action = ${action} and later.action = ${success})`),
);

/** What `settles` says, of the execution `later` and the failure `e`. */
const settledBySql = sql`(later.status in ('ok', 'warning') and (
  later.action = e.action or ${sql.join(wider, sql` or `)} or (
    later.action = 'apt_repair'
    and e.action in (${sql.join(valuesOf(PlannedAction))}) and e.error_kind in (${sql.join(REPAIRABLE)}))))`;

/** The next failure of the same action for the same reason says as much. Not of a run that was lost: it may yet get another end. */
const repeatedSql = sql`(later.status = 'error' and later.action = e.action
  and coalesce(later.error_kind, '') = coalesce(e.error_kind, '') and e.result_json is not null)`;

const noneLater = (condition: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql<boolean>`(e.status = 'error' and e.finished_seq is not null and not exists (
    select 1 from executions as later
    where later.machine_id = e.machine_id and later.finished_seq > e.finished_seq and ${condition}))`;

/** Whether the execution `e` is a failure for which no later success has made up. */
export const isUnsettled: RawBuilder<boolean> = noneLater(settledBySql);

/** The same, and it is the last of its kind: a machine has few of them, however often it fails. */
export const isLastUnsettled: RawBuilder<boolean> = noneLater(sql`(${settledBySql} or ${repeatedSql})`);

/** The failures of these machines for which no later success has made up, the last of each kind, the newest first. */
export const unsettledFailures = (
  { db, dialect }: Pick<Database, 'db' | 'dialect'>,
  machineIds: Iterable<string>,
) =>
  db
    .selectFrom('executions as e')
    .select(FAILURE_COLUMNS)
    .where('e.status', '=', 'error')
    .where('e.machineId', 'in', anyOf(dialect, machineIds))
    .where(isLastUnsettled)
    .orderBy('e.finishedSeq', 'desc')
    .execute();

/** What of a machine's unsettled failures, the newest first, is left when this execution has ended. Pure. */
export function afterEnd(
  failures: readonly Failure[],
  ended: Pick<ExecutionsTable, keyof Failure | 'status'>,
): readonly Failure[] {
  const others = failures.filter(({ id }) => id !== ended.id);
  return ended.status === 'error'
    ? [ended, ...others]
    : others.filter((failure) => !settles(ended.action, failure));
}
