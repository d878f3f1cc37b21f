import type { DockerInventory, SnapshotKind, Status } from '@suivi/shared';
import { anyOf } from '../database/dialect.ts';
import type { Database } from '../database/open.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { answersFor } from '../docker/answers.ts';
import { readPostInstallFacts } from '../post-install/facts.ts';
import { runningOn } from '../state/executions.ts';
import { Unit } from '../state/unit.ts';
import { unsettledFailures } from '../state/unsettled.ts';
import { rebuiltState, type Sources } from './rebuilt-state.ts';

/** Machines rebuilt in one transaction. */
const PAGE = 100;

/** One column whose stored value is not the one that its sources give. */
export interface StateDifference {
  readonly machineId: string;
  readonly table: 'machine_state' | 'machines';
  readonly column: string;
  readonly stored: unknown;
  readonly rebuilt: unknown;
}

/**
 * Derives the state of every machine anew from payloads, confirmations, metrics and executions, and gives what is
 * different from what is stored. With `fix` it stores the right values.
 */
export async function rebuildState(
  { db, writer }: Pick<Database, 'db' | 'writer'>,
  { fix = false } = {},
): Promise<StateDifference[]> {
  const differences: StateDifference[] = [];
  for (let last = ''; ; ) {
    const page = await db
      .selectFrom('machines')
      .select('id')
      .where('id', '>', last)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    if (page.length === 0) return differences;
    last = page.at(-1)!.id;
    const ids = page.map(({ id }) => id);
    differences.push(...(await writer.write((tx) => rebuildPage(tx, ids, fix))).result);
  }
}

/** The stored status that a machine must have by its sources. */
export async function rebuiltStatus(tx: WriteTransaction, machineId: string): Promise<Status> {
  const [sources] = await readSources(tx, [machineId]);
  return sources ? rebuiltState(sources).status : 'unknown';
}

async function rebuildPage(
  tx: WriteTransaction,
  ids: readonly string[],
  fix: boolean,
): Promise<StateDifference[]> {
  const unit = await Unit.of(tx, new Date().toISOString(), ids);
  const differences: StateDifference[] = [];
  for (const sources of await readSources(tx, ids)) {
    const { machineId } = sources;
    const { updatedAt: _, ...rebuilt } = rebuiltState(sources);
    const stored = unit.state(machineId);
    const machine = unit.machines.get(machineId)!;
    const checkedAt = rebuilt.aptLastAnalyzeAt;
    const found = [
      ...compare(machineId, 'machine_state', stored, rebuilt),
      ...compare(machineId, 'machines', machine, { status: rebuilt.status, lastCheckedAt: checkedAt }),
    ];
    differences.push(...found);
    if (!fix || found.length === 0) continue;
    unit.machineState.upsertMachineState(machineId, rebuilt);
    unit.updateMachine(machineId, { lastCheckedAt: checkedAt });
    unit.touch(machineId);
  }
  await unit.flush();
  return differences;
}

const compare = <Row extends object>(
  machineId: string,
  table: StateDifference['table'],
  stored: Row,
  rebuilt: Partial<Row>,
): StateDifference[] =>
  (Object.keys(rebuilt) as (keyof Row & string)[])
    .filter((column) => stored[column] !== rebuilt[column])
    .map((column) => ({ machineId, table, column, stored: stored[column], rebuilt: rebuilt[column] }));

async function readSources(tx: WriteTransaction, ids: readonly string[]): Promise<Sources[]> {
  const { db, dialect } = tx;
  const machines = anyOf(dialect, ids);
  const metrics = await db
    .selectFrom('machineMetricsLatest')
    .selectAll()
    .where('machineId', 'in', machines)
    .execute();
  const hardware = await db
    .selectFrom('machineHardware')
    .select(['machineId', 'warningsJson'])
    .where('machineId', 'in', machines)
    .execute();
  const running = await db
    .selectFrom('executions')
    .select(['machineId', 'status', 'jobId', 'startedSeq'])
    .where('machineId', 'in', machines)
    .where('status', '=', 'running')
    .execute();
  const failures = await unsettledFailures(tx, ids);
  const postInstall = await readPostInstallFacts(tx, ids);
  const sources: Sources[] = [];
  for (const machineId of ids) {
    const apt = await newestOf(tx, machineId, 'apt_update_analyze');
    const docker = await newestOf(tx, machineId, 'docker_inventory');
    const finished = await db
      .selectFrom('executions')
      .select('finishedSeq')
      .where('machineId', '=', machineId)
      .where('finishedSeq', 'is not', null)
      .orderBy('finishedSeq', 'desc')
      .limit(1)
      .executeTakeFirst();
    sources.push({
      machineId,
      apt,
      docker,
      answers: await answersFor(tx, docker ? [JSON.parse(docker.payloadJson) as DockerInventory] : []),
      metrics: metrics.find((row) => row.machineId === machineId),
      hardware: hardware.find((row) => row.machineId === machineId),
      running: runningOn(running, machineId),
      finished,
      failures: failures.filter((row) => row.machineId === machineId),
      postInstall: postInstall.get(machineId)!,
    });
  }
  return sources;
}

const newestOf = ({ db }: WriteTransaction, machineId: string, kind: SnapshotKind) =>
  db
    .selectFrom('snapshots')
    .select(['payloadJson', 'lastConfirmedAt', 'seq', 'confirmedSeq'])
    .where('machineId', '=', machineId)
    .where('kind', '=', kind)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
