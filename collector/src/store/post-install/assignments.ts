import { v7 as uuid } from 'uuid';
import type { Assignment, AssignmentRow } from '../../domain/post-install.ts';
import { BulkInsert } from '../database/bulk.ts';
import { anyOf } from '../database/dialect.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import type { Reading } from './views.ts';

const insertAssignments = new BulkInsert<AssignmentRow>('post_install_assignments', [
  'id',
  'profileId',
  'machineId',
  'tag',
  'createdAt',
]);

/** Which of the machines that are named there are. */
export const machinesThere = ({ db, dialect }: WriteTransaction, { machineIds }: Assignment) =>
  db
    .selectFrom('machines')
    .select('id')
    .where('id', 'in', anyOf(dialect, machineIds))
    .where('deletedAt', 'is', null)
    .execute();

/** Adds for whom a profile is; machines that there are not are passed over. */
export async function assignTo(
  tx: WriteTransaction,
  profileId: string,
  assignment: Assignment,
  createdAt: string,
): Promise<void> {
  const to = [
    ...(await machinesThere(tx, assignment)).map(({ id }) => ({ machineId: id, tag: null })),
    ...[...new Set(assignment.tags)].map((tag) => ({ machineId: null, tag })),
  ];
  await insertAssignments.run(
    tx,
    to.map((each) => ({ id: uuid(), profileId, ...each, createdAt })),
  );
}

/** The machines that a profile is for, by name or by tag. */
export async function machinesOf({ db }: Reading, profileId: string): Promise<string[]> {
  const assigned = db.selectFrom('postInstallAssignments').where('profileId', '=', profileId);
  const named = await assigned.select('machineId').where('machineId', 'is not', null).execute();
  const tagged = await db
    .selectFrom('machineTags')
    .select('machineId')
    .where('tag', 'in', assigned.select('tag').where('tag', 'is not', null))
    .execute();
  return [...named, ...tagged].flatMap(({ machineId }) => machineId ?? []);
}
