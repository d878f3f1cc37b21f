import type { PostInstallSnapshot, PostInstallStep } from '@suivi/shared';
import type { PostInstallFacts, WantedProfile } from '../../domain/post-install.ts';
import { anyOf } from '../database/dialect.ts';
import type { Database } from '../database/open.ts';
import { byMachine, groupedBy, tagsByMachine } from '../queries/grouping.ts';

type Reading = Pick<Database, 'db' | 'dialect'>;

/** The profiles of machines, in the order in which they apply, by machine. */
export async function readWanted(
  { db, dialect }: Reading,
  machineIds: Iterable<string>,
): Promise<ReadonlyMap<string, readonly WantedProfile[]>> {
  const ids = [...new Set(machineIds)];
  const machines = anyOf(dialect, ids);
  const tags = await db
    .selectFrom('machineTags')
    .select(['machineId', 'tag'])
    .where('machineId', 'in', machines)
    .execute();
  const rows = await db
    .selectFrom('postInstallAssignments as a')
    .innerJoin('postInstallProfiles as p', 'p.id', 'a.profileId')
    .innerJoin('postInstallVersions as v', (join) =>
      join.onRef('v.profileId', '=', 'p.id').onRef('v.version', '=', 'p.version'),
    )
    .select(['a.machineId', 'a.tag', 'p.id', 'p.name', 'p.version', 'v.stepsJson'])
    .where('p.deletedAt', 'is', null)
    .where((eb) =>
      eb.or([
        eb('a.machineId', 'in', machines),
        eb('a.tag', 'in', anyOf(dialect, new Set(tags.map(({ tag }) => tag)))),
      ]),
    )
    .orderBy('p.position')
    .orderBy('p.name')
    .orderBy('p.id')
    .execute();
  const tagsOf = tagsByMachine(tags);
  const profiles = groupedBy(rows, ({ id }) => id);
  const stepsOf = new Map(
    [...profiles].map(([id, [row]]) => [id, JSON.parse(row!.stepsJson) as PostInstallStep[]]),
  );
  return new Map(
    ids.map((machineId) => {
      const own = new Set(tagsOf.get(machineId));
      const wanted = [...profiles].flatMap(([id, assigned]): WantedProfile[] => {
        const byMachine = assigned.some((row) => row.machineId === machineId);
        const byTags = assigned.flatMap(({ tag }) => (tag !== null && own.has(tag) ? [tag] : [])).sort();
        const { name, version } = assigned[0]!;
        return byMachine || byTags.length > 0
          ? [{ id, name, version, steps: stepsOf.get(id)!, byMachine, byTags }]
          : [];
      });
      return [machineId, wanted];
    }),
  );
}

/** What the post-install status of machines depends on, by machine. */
export async function readPostInstallFacts(
  tx: Reading,
  machineIds: readonly string[],
): Promise<ReadonlyMap<string, PostInstallFacts>> {
  const { db, dialect } = tx;
  const machines = anyOf(dialect, machineIds);
  const wanted = await readWanted(tx, machineIds);
  const snapshots = await db
    .selectFrom('snapshots as s')
    .select(['machineId', 'payloadJson'])
    .where('machineId', 'in', machines)
    .where('kind', '=', 'post_install')
    .where('seq', '=', (eb) =>
      eb
        .selectFrom('snapshots as newer')
        .select((max) => max.fn.max('newer.seq').as('seq'))
        .whereRef('newer.machineId', '=', 's.machineId')
        .whereRef('newer.kind', '=', 's.kind'),
    )
    .execute();
  const applies = await db
    .selectFrom('executions as e')
    .select(['machineId', 'status', 'acknowledgedAt'])
    .where('machineId', 'in', machines)
    .where('action', '=', 'post_install_apply')
    .where('startedSeq', '=', (eb) =>
      eb
        .selectFrom('executions as newer')
        .select((max) => max.fn.max('newer.startedSeq').as('seq'))
        .whereRef('newer.machineId', '=', 'e.machineId')
        .where('newer.action', '=', 'post_install_apply'),
    )
    .execute();
  const snapshotOf = byMachine(snapshots);
  const applyOf = byMachine(applies);
  return new Map(
    machineIds.map((id) => {
      const snapshot = snapshotOf.get(id);
      return [
        id,
        {
          wanted: wanted.get(id) ?? [],
          snapshot: snapshot ? (JSON.parse(snapshot.payloadJson) as PostInstallSnapshot) : null,
          apply: applyOf.get(id) ?? null,
        },
      ];
    }),
  );
}
