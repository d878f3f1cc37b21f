import type { PostInstallStep } from '@suivi/shared';
import { v7 as uuid } from 'uuid';
import type {
  Assignment,
  AssignmentRow,
  PostInstallStore,
  ProfileAnswer,
  ProfileRow,
  ProfileView,
} from '../../domain/post-install.ts';
import type { Actor } from '../../domain/rows.ts';
import { BulkInsert } from '../database/bulk.ts';
import { anyOf } from '../database/dialect.ts';
import type { Database } from '../database/open.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { groupedBy } from '../queries/grouping.ts';
import { recordAudit } from '../state/audit.ts';
import { readWanted } from './facts.ts';
import { refreshPostInstall } from './refresh.ts';

/** Versions that are shown of a profile; all are kept. */
const MOST_VERSIONS = 200;

const insertAssignments = new BulkInsert<AssignmentRow>('post_install_assignments', [
  'id',
  'profileId',
  'machineId',
  'tag',
  'createdAt',
]);

type Refusal = Exclude<ProfileAnswer, object>;

/** Profiles, their versions, and whom they are for. */
export function postInstallStore({ db, dialect, writer }: Database): PostInstallStore {
  const change = async (work: (tx: WriteTransaction) => Promise<true | Refusal>): Promise<ProfileAnswer> => {
    const { result, changes } = await writer.write(work);
    return result === true ? { changes } : result;
  };
  /** One change of a profile that there is, with what follows for its machines and the timeline. */
  const changing = (
    id: string,
    { by, at, event }: { by: Actor; at: string; event: Happening },
    work: (tx: WriteTransaction, profile: ProfileRow) => Promise<true | Refusal>,
  ) =>
    change(async (tx) => {
      const profile = await find(tx, id);
      if (!profile) return 'not_found';
      const before = await machinesOf(tx, id);
      const result = await work(tx, profile);
      if (result !== true) return result;
      await refreshPostInstall(tx, at, [...before, ...(await machinesOf(tx, id))]);
      await tell(tx, event, (await find(tx, id)) ?? profile, by, at);
      return true;
    });

  return {
    profiles: async () => views({ db, dialect }, await selectProfiles({ db }).execute()),
    profile: async (id) => {
      const [view] = await views(
        { db, dialect },
        await selectProfiles({ db }).where('id', '=', id).execute(),
      );
      return view ?? null;
    },
    versions: (profileId) =>
      db
        .selectFrom('postInstallVersions')
        .selectAll()
        .where('profileId', '=', profileId)
        .orderBy('version', 'desc')
        .limit(MOST_VERSIONS)
        .execute(),
    create: ({ id, name, description, position, steps }, to, by, at) =>
      change(async (tx) => {
        if (await isTaken(tx, name, id)) return 'name_taken';
        if ((await machinesThere(tx, to)).length < new Set(to.machineIds).size) return 'machine_not_found';
        const row = {
          id,
          name,
          description,
          position,
          version: 1,
          createdAt: at,
          updatedAt: null,
          deletedAt: null,
        };
        await tx.db.insertInto('postInstallProfiles').values(row).execute();
        await insertVersion(tx, { id, version: 1, steps, note: null }, by, at);
        await assignTo(tx, id, to, at);
        await refreshPostInstall(tx, at, await machinesOf(tx, id));
        await tell(tx, 'created', row, by, at);
        return true;
      }),
    edit: (id, patch, by, at) =>
      changing(id, { by, at, event: 'changed' }, async (tx) => {
        if (patch.name !== undefined && (await isTaken(tx, patch.name, id))) return 'name_taken';
        await update(tx, id, { ...patch, updatedAt: at });
        return true;
      }),
    addVersion: (id, { basedOn, steps, note, position }, by, at) =>
      changing(id, { by, at, event: 'changed' }, async (tx, profile) => {
        if (profile.version !== basedOn) return 'outdated';
        const version = basedOn + 1;
        await insertVersion(tx, { id, version, steps, note }, by, at);
        await update(tx, id, { version, updatedAt: at, ...(position !== undefined && { position }) });
        return true;
      }),
    assign: (id, to, by, at) =>
      changing(id, { by, at, event: 'assigned' }, async (tx) => {
        await tx.db.deleteFrom('postInstallAssignments').where('profileId', '=', id).execute();
        await assignTo(tx, id, to, at);
        return true;
      }),
    remove: (id, by, at) =>
      changing(id, { by, at, event: 'deleted' }, async (tx) => {
        await tx.db.deleteFrom('postInstallAssignments').where('profileId', '=', id).execute();
        await update(tx, id, { deletedAt: at, updatedAt: at });
        return true;
      }),
    wanted: async (machineId) => (await readWanted({ db, dialect }, [machineId])).get(machineId) ?? [],
  };
}

type Reading = Pick<Database, 'db'>;

const selectProfiles = ({ db }: Reading) =>
  db
    .selectFrom('postInstallProfiles')
    .selectAll()
    .where('deletedAt', 'is', null)
    .orderBy('position')
    .orderBy('name')
    .orderBy('id');

const find = async (tx: Reading, id: string): Promise<ProfileRow | null> =>
  (await selectProfiles(tx).where('id', '=', id).executeTakeFirst()) ?? null;

async function views(
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

const machinesThere = ({ db, dialect }: WriteTransaction, { machineIds }: Assignment) =>
  db
    .selectFrom('machines')
    .select('id')
    .where('id', 'in', anyOf(dialect, machineIds))
    .where('deletedAt', 'is', null)
    .execute();

async function assignTo(
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
async function machinesOf({ db }: Reading, profileId: string): Promise<string[]> {
  const assigned = db.selectFrom('postInstallAssignments').where('profileId', '=', profileId);
  const named = await assigned.select('machineId').where('machineId', 'is not', null).execute();
  const tagged = await db
    .selectFrom('machineTags')
    .select('machineId')
    .where('tag', 'in', assigned.select('tag').where('tag', 'is not', null))
    .execute();
  return [...named, ...tagged].flatMap(({ machineId }) => machineId ?? []);
}

async function isTaken({ db }: Reading, name: string, id: string): Promise<boolean> {
  const rows = await db
    .selectFrom('postInstallProfiles')
    .select('id')
    .where('name', '=', name)
    .where('deletedAt', 'is', null)
    .execute();
  return rows.some((row) => row.id !== id);
}

const update = ({ db }: Reading, id: string, fields: Partial<ProfileRow>) =>
  db.updateTable('postInstallProfiles').set(fields).where('id', '=', id).execute();

const insertVersion = (
  { db }: Reading,
  {
    id,
    version,
    steps,
    note,
  }: { id: string; version: number; steps: readonly PostInstallStep[]; note: string | null },
  { actorType, actorId }: Actor,
  createdAt: string,
) =>
  db
    .insertInto('postInstallVersions')
    .values({
      id: uuid(),
      profileId: id,
      version,
      stepsJson: JSON.stringify(steps),
      note,
      actorType,
      actorId,
      createdAt,
    })
    .execute();

type Happening = 'created' | 'changed' | 'assigned' | 'deleted';

const tell = (
  tx: WriteTransaction,
  event: Happening,
  { id, name, version }: ProfileRow,
  by: Actor,
  at: string,
) =>
  recordAudit(
    tx,
    {
      eventType: `post_install_profile_${event}`,
      message: `The post-install profile ${name} was ${event} (version ${version}).`,
      payload: { profileId: id, name, version },
    },
    by,
    at,
  );
