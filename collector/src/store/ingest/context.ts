import type { DurableMessage, HardwareWarning, SnapshotKind } from '@suivi/shared';
import type { RegistryAnswers } from '../../domain/docker.ts';
import type { Incoming, IngestOutcome } from '../../domain/ingest.ts';
import type { MessageRules } from '../../domain/messages.ts';
import { type EffectiveThresholds, NO_SETTINGS, thresholdsFor } from '../../domain/metrics/thresholds.ts';
import type { PendingSince } from '../../domain/pending-since.ts';
import type { ReportFiles } from '../../domain/reports.ts';
import type { RetentionSettings } from '../../domain/retention.ts';
import { anyOf } from '../database/dialect.ts';
import { together } from '../database/together.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { answersFor } from '../docker/answers.ts';
import { loadExecutions } from '../state/executions.ts';
import { Unit } from '../state/unit.ts';
import type {
  AgentsTable,
  MachineHardwareTable,
  MachineMetricsLatestTable,
  SnapshotsTable,
} from '../tables.ts';
import type { Seen } from './messages.ts';
import type { ResultPaths } from './reports.ts';
import { loadThresholds } from './thresholds.ts';

/** The newest snapshot of a kind, without what is long. */
export type Latest = Pick<
  SnapshotsTable,
  | 'id'
  | 'machineId'
  | 'kind'
  | 'contentHash'
  | 'status'
  | 'checkedAt'
  | 'lastConfirmedAt'
  | 'confirmedReceivedAt'
  | 'confirmedSeq'
  | 'messageSeq'
>;

export const LATEST_COLUMNS = [
  'id',
  'machineId',
  'kind',
  'contentHash',
  'status',
  'checkedAt',
  'lastConfirmedAt',
  'confirmedReceivedAt',
  'confirmedSeq',
  'messageSeq',
] as const satisfies readonly (keyof Latest)[];

export type Metrics = Pick<MachineMetricsLatestTable, 'machineId' | 'collectedAt' | 'messageSeq'> &
  Partial<MachineMetricsLatestTable>;

/** What of the hardware a system snapshot says as well. */
export type HardwareCore = Pick<
  MachineHardwareTable,
  'machineId' | 'cpuModel' | 'cpuCores' | 'memoryBytes' | 'updatedAt'
>;

/** What the store is given to work with. */
export interface StoreParts {
  readonly reports: ReportFiles;
  /** Where the raw log of an execution lies, relative to SU_REPORTS_DIR. */
  readonly logPath: (machineId: string, executionId: string) => string;
  readonly rules: MessageRules;
  /** As it counts now. */
  readonly retention: () => RetentionSettings;
}

/** What applying messages needs beside the store. */
export interface Surroundings extends Pick<StoreParts, 'logPath' | 'rules' | 'retention'> {
  /** The report on each execution that ends in the batch. */
  readonly reportPaths: ReadonlyMap<string, ResultPaths>;
}

/** What a batch of messages is applied to: everything that they may meet in the store, and everything that they add. */
export interface Context extends Surroundings {
  readonly unit: Unit;
  /** The machine of each id of a snapshot or an event that is stored already. */
  readonly owners: Map<string, string | null>;
  readonly latest: Map<string, Latest>;
  readonly metrics: Map<string, Metrics>;
  readonly thresholdsOf: (machineId: string) => EffectiveThresholds;
  readonly agents: Map<string, Pick<AgentsTable, 'machineId' | 'lastSeq'>>;
  /** What registries have said of the images in the batch. */
  readonly answers: RegistryAnswers;
  /** Since when what is pending on each machine has been seen so; of those of which that is noted down. */
  readonly pendingSince: Map<string, PendingSince>;
  readonly newSnapshots: SnapshotsTable[];
  readonly confirmed: Set<Latest>;
  readonly newMetrics: Map<string, Metrics>;
  /** Machines for which something else is noted down by then. */
  readonly changedPending: Set<string>;
  /** What system snapshots say of it, and what hardware snapshots do. */
  readonly hardware: Map<string, HardwareCore>;
  readonly probedHardware: Map<string, MachineHardwareTable>;
  /** The warnings of each machine's newest hardware snapshot. */
  readonly hardwareWarnings: Map<string, readonly HardwareWarning[]>;
  /** What is to be read in the messages, in their order. */
  readonly seen: Seen[];
}

/** Applies a message of one type. Pure but for the context; a message that cannot be stored gives `stored: false` before anything is changed. */
export type Handler<M extends DurableMessage> = (
  context: Context,
  message: M,
  incoming: Incoming,
) => IngestOutcome;

export const STORED: IngestOutcome = { stored: true };

export const invalid = (message: string): IngestOutcome => ({
  stored: false,
  code: 'message_invalid',
  message,
});

export const latestKey = (machineId: string, kind: SnapshotKind): string => `${machineId} ${kind}`;

/** Reads what the batch needs, and no more. */
export async function loadContext(
  tx: WriteTransaction,
  batch: readonly Incoming[],
  surroundings: Surroundings,
): Promise<Context> {
  const machineIds = new Set(batch.map(({ machineId }) => machineId));
  const unit = await Unit.of(tx, batch[0]!.receivedAt, machineIds);
  const machines = anyOf(tx.dialect, machineIds);
  const has = (...types: DurableMessage['type'][]) =>
    batch.some(({ message }) => types.includes(message.type));
  const { db } = tx;

  if (has('execution_started', 'execution_finished')) {
    const runs = batch.flatMap(({ message }): { executionId: string; jobId: string }[] => {
      if (message.type === 'execution_started') return [message];
      return message.type === 'execution_finished' ? [message.result] : [];
    });
    await loadExecutions(
      unit,
      runs.map(({ executionId }) => executionId),
      runs.map(({ jobId }) => jobId),
    );
  }

  const idsOf = (type: DurableMessage['type']) =>
    anyOf(
      tx.dialect,
      batch.flatMap(({ message }) => (message.type === type ? [message.id] : [])),
    );
  const inventories = batch.flatMap(({ message }) =>
    message.type === 'snapshot' && message.kind === 'docker_inventory' ? [message.payload] : [],
  );
  const none: never[] = [];
  const [snapshotOwners, eventOwners, latest, metrics, hardware, pending, agents, answers, thresholdsOf] =
    await together([
      has('snapshot')
        ? db
            .selectFrom('snapshots')
            .select(['id', 'machineId'])
            .where('id', 'in', idsOf('snapshot'))
            .execute()
        : none,
      has('event')
        ? db
            .selectFrom('machineEvents')
            .select(['id', 'machineId'])
            .where('id', 'in', idsOf('event'))
            .execute()
        : none,
      has('snapshot', 'snapshot_confirmed')
        ? db
            .selectFrom('snapshots as s')
            .select(LATEST_COLUMNS)
            .where('machineId', 'in', machines)
            .where('seq', '=', (eb) =>
              eb
                .selectFrom('snapshots as newer')
                .select((max) => max.fn.max('newer.seq').as('seq'))
                .whereRef('newer.machineId', '=', 's.machineId')
                .whereRef('newer.kind', '=', 's.kind'),
            )
            .execute()
        : none,
      has('metrics')
        ? db
            .selectFrom('machineMetricsLatest')
            .select(['machineId', 'collectedAt', 'messageSeq', 'warningsJson', 'overJson'])
            .where('machineId', 'in', machines)
            .execute()
        : none,
      batch.some(({ message }) => message.type === 'snapshot' && message.kind === 'hardware')
        ? db
            .selectFrom('machineHardware')
            .select(['machineId', 'warningsJson'])
            .where('machineId', 'in', machines)
            .execute()
        : none,
      batch.some(({ message }) => message.type === 'snapshot' && message.kind === 'apt_update_analyze')
        ? db
            .selectFrom('machinePending')
            .select(['machineId', 'sinceJson'])
            .where('machineId', 'in', machines)
            .execute()
        : none,
      db.selectFrom('agents').select(['machineId', 'lastSeq']).where('machineId', 'in', machines).execute(),
      answersFor(tx, inventories),
      has('metrics') ? loadThresholds(tx, machineIds) : () => thresholdsFor(NO_SETTINGS, new Set()),
    ]);

  return {
    unit,
    owners: new Map([...snapshotOwners, ...eventOwners].map(({ id, machineId }) => [id, machineId])),
    latest: new Map(latest.map((each) => [latestKey(each.machineId, each.kind), each])),
    metrics: new Map(metrics.map((each) => [each.machineId, each])),
    agents: new Map(agents.map((each) => [each.machineId, each])),
    answers,
    pendingSince: new Map(pending.map(({ machineId, sinceJson }) => [machineId, JSON.parse(sinceJson)])),
    changedPending: new Set(),
    thresholdsOf,
    newSnapshots: [],
    confirmed: new Set(),
    newMetrics: new Map(),
    hardware: new Map(),
    probedHardware: new Map(),
    hardwareWarnings: new Map(
      hardware.map(({ machineId, warningsJson }) => [machineId, JSON.parse(warningsJson ?? '[]')]),
    ),
    seen: [],
    ...surroundings,
  };
}
