import type { PostInstallStep } from '@suivi/shared';
import { v7 as uuid } from 'uuid';
import type { PostInstallStore, ProfileAnswer, ProfileRow } from '../../domain/post-install.ts';
import type { Actor } from '../../domain/rows.ts';
import type { Database } from '../database/open.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { recordAudit } from '../state/audit.ts';
import { assignTo, machinesOf, machinesThere } from './assignments.ts';
import { readWanted } from './facts.ts';
import { refreshPostInstall } from './refresh.ts';
import { findProfile, isNameTaken, profileViews, type Reading, selectProfiles } from './views.ts';

/** Versions that are shown of a profile; all are kept. */
const MOST_VERSIONS = 200;

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
      const profile = await findProfile(tx, id);
      if (!profile) return 'not_found';
      const before = await machinesOf(tx, id);
      const result = await work(tx, profile);
      if (result !== true) return result;
      await refreshPostInstall(tx, at, [...before, ...(await machinesOf(tx, id))]);
      await tell(tx, event, (await findProfile(tx, id)) ?? profile, by, at);
      return true;
    });

  return {
    profiles: async () => profileViews({ db, dialect }, await selectProfiles({ db }).execute()),
    profile: async (id) => {
      const [view] = await profileViews(
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
        if (await isNameTaken(tx, name, id)) return 'name_taken';
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
        if (patch.name !== undefined && (await isNameTaken(tx, patch.name, id))) return 'name_taken';
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
