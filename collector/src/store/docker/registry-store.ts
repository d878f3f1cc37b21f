import type { DockerInventory } from '@suivi/shared';
import { deriveDockerState, type RegistryImageRow } from '../../domain/docker.ts';
import type { RegistryStore } from '../../domain/registries.ts';
import { BulkInsert } from '../database/bulk.ts';
import { anyOf } from '../database/dialect.ts';
import type { Database } from '../database/open.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { Unit } from '../state/unit.ts';
import { answersFor, readAnswers } from './answers.ts';

const upsertImages = new BulkInsert<RegistryImageRow>(
  'registry_images',
  [
    'reference',
    'registry',
    'digest',
    'answeredAt',
    'problemCode',
    'problemMessage',
    'askedAt',
    'nextAskAt',
    'failures',
  ],
  'reference',
);

/** What registries have said, and what that means for the machines that run these images. */
export function registryStore({ db, dialect, writer }: Database): RegistryStore {
  return {
    async names() {
      const wanted = await newestInventories(db);
      return [...new Set(wanted.flatMap(({ names }) => names))];
    },
    answers: (references) => readAnswers({ db, dialect }, references),
    async save(rows) {
      const { changes } = await writer.write(async (tx) => {
        await upsertImages.run(tx, rows);
        await settleMachines(tx, new Set(rows.map(({ reference }) => reference)), rows[0]?.askedAt ?? '');
      });
      return changes;
    },
  };
}

interface Newest {
  readonly id: string;
  readonly machineId: string;
  readonly names: readonly string[];
}

/** The newest inventory of each machine that is not deleted, with the names that it needs answers for. */
async function newestInventories(db: Database['db']): Promise<Newest[]> {
  const rows = await db
    .selectFrom('machines as m')
    .innerJoin('snapshots as s', 's.machineId', 'm.id')
    .select(['s.id', 's.machineId', 's.factsJson'])
    .where('m.deletedAt', 'is', null)
    .where('s.kind', '=', 'docker_inventory')
    .where('s.seq', '=', (eb) =>
      eb
        .selectFrom('snapshots as newer')
        .select((max) => max.fn.max('newer.seq').as('seq'))
        .whereRef('newer.machineId', '=', 's.machineId')
        .whereRef('newer.kind', '=', 's.kind'),
    )
    .execute();
  return rows.map(({ factsJson, ...row }) => ({
    ...row,
    names: factsJson === null ? [] : (JSON.parse(factsJson) as string[]),
  }));
}

/** Derives anew the state of the machines that run these images, and says on the timeline where that changed. */
async function settleMachines(
  tx: WriteTransaction,
  references: ReadonlySet<string>,
  at: string,
): Promise<void> {
  const concerned = (await newestInventories(tx.db)).filter(({ names }) =>
    names.some((name) => references.has(name)),
  );
  if (concerned.length === 0) return;
  const unit = await Unit.of(
    tx,
    at,
    concerned.map(({ machineId }) => machineId),
  );
  const rows = await tx.db
    .selectFrom('snapshots')
    .select(['machineId', 'payloadJson'])
    .where(
      'id',
      'in',
      anyOf(
        tx.dialect,
        concerned.map(({ id }) => id),
      ),
    )
    .execute();
  const inventories = rows.map(({ payloadJson }) => JSON.parse(payloadJson) as DockerInventory);
  const answers = await answersFor(tx, inventories);
  for (const inventory of inventories) {
    const { machineId } = inventory;
    const before = unit.state(machineId);
    const { dockerStatus, dockerUpdatesCount } = deriveDockerState(inventory, answers);
    if (before.dockerStatus === dockerStatus && before.dockerUpdatesCount === dockerUpdatesCount) continue;
    if (before.dockerUpdatesCount !== dockerUpdatesCount)
      unit.machineState.recordEvent({
        machineId,
        eventType: 'docker_updates',
        severity: 'info',
        message: `${dockerUpdatesCount} services have a newer image in their registry, or one that is not started.`,
        payload: { from: before.dockerUpdatesCount, to: dockerUpdatesCount },
      });
    unit.machineState.upsertMachineState(machineId, { dockerStatus, dockerUpdatesCount });
    unit.touch(machineId);
  }
  await unit.flush();
}
