import type { AptFacts } from '../../domain/apt-facts.ts';
import type { MachineView } from '../../domain/queries.ts';
import type { MachineRow } from '../../domain/rows.ts';
import { anyOf } from '../database/dialect.ts';
import type { Database } from '../database/open.ts';
import { unsettledFailures } from '../state/unsettled.ts';
import { EXECUTION_COLUMNS, SNAPSHOT_HEAD_COLUMNS } from './columns.ts';
import { byMachine, tagsByMachine } from './grouping.ts';

/** These machines with all that a list shows of them, in the same order. A few queries, however many they are. */
export async function machineViews(
  { db, dialect }: Pick<Database, 'db' | 'dialect'>,
  machines: readonly MachineRow[],
): Promise<MachineView[]> {
  if (machines.length === 0) return [];
  const ids = anyOf(
    dialect,
    machines.map(({ id }) => id),
  );
  const states = await db.selectFrom('machineState').selectAll().where('machineId', 'in', ids).execute();
  const agents = await db.selectFrom('agents').selectAll().where('machineId', 'in', ids).execute();
  const snapshots = await db
    .selectFrom('snapshots as s')
    .select([...SNAPSHOT_HEAD_COLUMNS, 'factsJson'])
    .where('machineId', 'in', ids)
    .where('kind', '=', 'apt_update_analyze')
    .where('seq', '=', (eb) =>
      eb
        .selectFrom('snapshots as newer')
        .select((max) => max.fn.max('newer.seq').as('seq'))
        .whereRef('newer.machineId', '=', 's.machineId')
        .whereRef('newer.kind', '=', 's.kind'),
    )
    .execute();
  const executions = await db
    .selectFrom('executions as e')
    .select(EXECUTION_COLUMNS)
    .where('machineId', 'in', ids)
    .where('finishedSeq', '=', (eb) =>
      eb
        .selectFrom('executions as newer')
        .select((max) => max.fn.max('newer.finishedSeq').as('seq'))
        .whereRef('newer.machineId', '=', 'e.machineId'),
    )
    .execute();

  const failures = await unsettledFailures(
    { db, dialect },
    machines.map(({ id }) => id),
  );

  const running = await db
    .selectFrom('executions')
    .select(EXECUTION_COLUMNS)
    .where('status', '=', 'running')
    .where('machineId', 'in', ids)
    .orderBy('startedSeq')
    .execute();

  const tags = await db
    .selectFrom('machineTags')
    .select(['machineId', 'tag'])
    .where('machineId', 'in', ids)
    .execute();
  const tagsOf = tagsByMachine(tags);
  const runningOf = byMachine(running);
  const stateOf = byMachine(states);
  const agentOf = byMachine(agents);
  const snapshotOf = byMachine(snapshots);
  const executionOf = byMachine(executions);
  return machines.map((machine) => {
    const agent = agentOf.get(machine.id);
    const { factsJson, ...snapshot } = snapshotOf.get(machine.id) ?? { factsJson: null };
    return {
      machine,
      state: stateOf.get(machine.id) ?? null,
      presence: {
        connected: agent?.connected === 1,
        connectedSince: agent?.connectedSince ?? null,
        address: agent?.address ?? null,
        agentVersion: agent?.agentVersion ?? null,
        clockSkewMs: agent?.clockSkewMs ?? null,
      },
      tags: tagsOf.get(machine.id) ?? [],
      apt:
        'id' in snapshot && factsJson !== null
          ? { snapshot, facts: JSON.parse(factsJson) as AptFacts }
          : null,
      running: runningOf.get(machine.id) ?? null,
      lastExecution: executionOf.get(machine.id) ?? null,
      failures: failures.filter(({ machineId }) => machineId === machine.id),
    };
  });
}
