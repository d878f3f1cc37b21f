import type { PostInstallStep } from '@suivi/shared';
import type { ProfileRow, ProfileView } from '../../domain/post-install.ts';
import { anyOf } from '../database/dialect.ts';
import type { Database } from '../database/open.ts';
import { groupedBy } from '../queries/grouping.ts';

/** Where profiles are read: the database, or a transaction. */
export type Reading = Pick<Database, 'db'>;

/** Those that are not deleted, in the order in which they apply. */
export const selectProfiles = ({ db }: Reading) =>
  db
    .selectFrom('postInstallProfiles')
    .selectAll()
    .where('deletedAt', 'is', null)
    .orderBy('position')
    .orderBy('name')
    .orderBy('id');

/** One that is not deleted; null when there is none. */
export const findProfile = async (tx: Reading, id: string): Promise<ProfileRow | null> =>
  (await selectProfiles(tx).where('id', '=', id).executeTakeFirst()) ?? null;

/** Profiles with the steps of their newest version and whom they are for, in two queries however many there are. */
export async function profileViews(
  { db, dialect }: Pick<Database, 'db' | 'dialect'>,
  profiles: readonly ProfileRow[],
): Promise<ProfileView[]> {
  const ids = anyOf(
    dialect,
    profiles.map(({ id }) => id),
  );
  const versions = await db
    .selectFrom('postInstallVersions as v')
    .innerJoin('postInstallProfiles as p', (join) =>
      join.onRef('p.id', '=', 'v.profileId').onRef('p.version', '=', 'v.version'),
    )
    .select(['v.profileId', 'v.stepsJson'])
    .where('v.profileId', 'in', ids)
    .execute();
  const assignments = await db
    .selectFrom('postInstallAssignments')
    .select(['profileId', 'machineId', 'tag'])
    .where('profileId', 'in', ids)
    .execute();
  const stepsOf = new Map(versions.map(({ profileId, stepsJson }) => [profileId, stepsJson]));
  const assignedTo = groupedBy(assignments, ({ profileId }) => profileId);
  return profiles.map((profile) => {
    const assigned = assignedTo.get(profile.id) ?? [];
    return {
      profile,
      steps: JSON.parse(stepsOf.get(profile.id)!) as PostInstallStep[],
      machineIds: assigned.flatMap(({ machineId }) => machineId ?? []).sort(),
      tags: assigned.flatMap(({ tag }) => tag ?? []).sort(),
    };
  });
}

/** Whether another profile than this one has the name. */
export async function isNameTaken({ db }: Reading, name: string, id: string): Promise<boolean> {
  const rows = await db
    .selectFrom('postInstallProfiles')
    .select('id')
    .where('name', '=', name)
    .where('deletedAt', 'is', null)
    .execute();
  return rows.some((row) => row.id !== id);
}
