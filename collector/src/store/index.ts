import type { JobStore } from '../domain/jobs.ts';
import type { PlanStore } from '../domain/plans.ts';
import type {
  AgentStore,
  ClientStore,
  EnrolmentStore,
  IngestStore,
  QueryStore,
  StatusStore,
} from '../domain/ports.ts';
import { clientStore } from './clients.ts';
import { type Location, openDatabase } from './database/open.ts';
import { type IngestFiles, ingestStore } from './ingest/write-batch.ts';
import { jobStore } from './jobs.ts';
import { agentStore } from './machines/agents.ts';
import { enrolmentStore } from './machines/enrolment.ts';
import { planStore } from './plans.ts';
import { queryStore } from './queries/query-store.ts';
import { rebuildState, type StateDifference } from './rebuild/rebuild-state.ts';
import type { RemoveFile } from './retention/files.ts';
import { type Pruned, prune } from './retention/prune.ts';
import { RETENTION_SETTINGS, type RetentionSettings } from './retention/settings.ts';
import { keptSecret } from './secret.ts';
import { statusStore } from './statuses.ts';

export type { StateDifference } from './rebuild/rebuild-state.ts';
export type { Pruned } from './retention/prune.ts';

/** Everything that is kept, each part as its users see it. */
export interface Store {
  readonly epoch: string;
  readonly collectorId: string;
  readonly ingest: IngestStore;
  readonly agents: AgentStore;
  readonly enrolment: EnrolmentStore;
  readonly jobs: JobStore;
  readonly plans: PlanStore;
  readonly queries: QueryStore;
  readonly clients: ClientStore;
  readonly statuses: StatusStore;
  /** The collector's sealed signing key: what is kept, or else what `make` gives, which is kept from then on. */
  sealedSigningKey(make: () => string): Promise<string>;
  /** Derives all state anew and gives what was different; with `fix` it is put right. */
  rebuildState(options?: { fix?: boolean }): Promise<StateDifference[]>;
  /** Deletes what is older than the settings allow, files by `remove`; gives how many of each. */
  prune(remove: RemoveFile, settings?: Partial<RetentionSettings>, now?: Date): Promise<Pruned>;
  /** Waits for what is being written, then closes. */
  close(): Promise<void>;
}

/**
 * Opens the database, made and migrated as needed.
 * @throws StoreError with a code, a sentence and a next step
 */
export async function openStore(location: Location, files: IngestFiles): Promise<Store> {
  const database = await openDatabase(location);
  return {
    epoch: database.epoch,
    collectorId: database.collectorId,
    ingest: ingestStore(database, files),
    agents: agentStore(database),
    enrolment: enrolmentStore(database),
    jobs: jobStore(database),
    plans: planStore(database),
    queries: queryStore(database),
    clients: clientStore(database),
    statuses: statusStore(database),
    sealedSigningKey: (make) => keptSecret(database, make),
    rebuildState: (options) => rebuildState(database, options),
    prune: (remove, settings, now = new Date()) =>
      prune(database, remove, { ...RETENTION_SETTINGS, ...settings }, now),
    close: () => database.close(),
  };
}
