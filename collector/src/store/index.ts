import type { AgentStore, EnrolmentStore } from '../domain/agents.ts';
import type { ArchiveStore } from '../domain/archive.ts';
import type { ClientStore } from '../domain/clients.ts';
import type { FailureStore } from '../domain/failures.ts';
import type { FleetTally } from '../domain/fleet-tally.ts';
import type { IngestStore } from '../domain/ingest.ts';
import type { JobStore } from '../domain/jobs.ts';
import type { MessageStore } from '../domain/messages.ts';
import type { MetricsHistory } from '../domain/metrics/history.ts';
import type { ThresholdStore } from '../domain/metrics/threshold-store.ts';
import type { PlanStore } from '../domain/plans.ts';
import type { PostInstallStore } from '../domain/post-install.ts';
import type { QueryStore } from '../domain/queries.ts';
import type { RegistryStore } from '../domain/registries.ts';
import type { RetentionSettings, RetentionStore } from '../domain/retention.ts';
import type { SshInstallStore } from '../domain/ssh.ts';
import type { StatusStore } from '../domain/status.ts';
import type { SecondFactorStore, SessionStore, UserStore } from '../domain/users.ts';
import { archiveStore } from './archive.ts';
import { clientStore } from './clients.ts';
import { type Location, openDatabase } from './database/open.ts';
import type { UseKind } from './database/use.ts';
import { registryStore } from './docker/registry-store.ts';
import { failureStore } from './failures.ts';
import type { StoreParts } from './ingest/context.ts';
import { ingestStore } from './ingest/write-batch.ts';
import { jobStore } from './jobs.ts';
import { agentStore } from './machines/agents.ts';
import { enrolmentStore } from './machines/enrolment.ts';
import { messageStore } from './messages.ts';
import { metricsHistory } from './metrics-history.ts';
import { planStore } from './plans.ts';
import { postInstallStore } from './post-install/profiles.ts';
import { fleetTally } from './queries/fleet-tally.ts';
import { queryStore } from './queries/query-store.ts';
import { rebuildState, type StateDifference } from './rebuild/rebuild-state.ts';
import { prune } from './retention/prune.ts';
import { openRetention } from './retention/settings.ts';
import type { Pruned, RemoveFile } from './retention/tally.ts';
import { type SealedStore, sealedStore } from './sealed.ts';
import { type KeptSecret, keptSecret } from './secret.ts';
import { sshInstallStore } from './ssh-installs.ts';
import { statusStore } from './statuses.ts';
import { thresholdStore } from './thresholds.ts';
import { secondFactorStore } from './users/second-factor-store.ts';
import { sessionStore } from './users/session-store.ts';
import { userStore } from './users/user-store.ts';

export type { StateDifference } from './rebuild/rebuild-state.ts';
export type { Pruned } from './retention/tally.ts';

/** Everything that is kept, each part as its users see it. */
export interface Store {
  readonly epoch: string;
  readonly collectorId: string;
  readonly ingest: IngestStore;
  readonly agents: AgentStore;
  readonly enrolment: EnrolmentStore;
  readonly jobs: JobStore;
  readonly plans: PlanStore;
  readonly postInstall: PostInstallStore;
  readonly queries: QueryStore;
  readonly clients: ClientStore;
  readonly statuses: StatusStore;
  readonly archive: ArchiveStore;
  readonly messages: MessageStore;
  readonly failures: FailureStore;
  readonly registries: RegistryStore;
  readonly retention: RetentionStore;
  readonly metricsHistory: MetricsHistory;
  readonly thresholds: ThresholdStore;
  readonly tally: () => Promise<FleetTally>;
  readonly users: UserStore;
  readonly secondFactors: SecondFactorStore;
  readonly sessions: SessionStore;
  readonly sshInstalls: SshInstallStore;
  /** What lies sealed under the master key. */
  readonly sealed: SealedStore;
  /** Says that this process uses the database, as one of several or alone, until it is closed; false when others do not allow it. */
  use(kind: UseKind): Promise<boolean>;
  /** The collector's sealed signing key. */
  readonly sealedSigningKey: KeptSecret;
  /** The sealed OpenPGP key of the agents' repository. */
  readonly sealedRepositoryKey: KeptSecret;
  /** The sealed keys of the collector's own certificate authority. */
  readonly sealedCertificateKeys: KeptSecret;
  /** Derives all state anew and gives what was different; with `fix` it is put right. */
  rebuildState(options?: { fix?: boolean }): Promise<StateDifference[]>;
  /** Deletes what is older than the settings allow, files by `remove`, and reports on it; gives how many of each. */
  prune(remove: RemoveFile, settings?: Partial<RetentionSettings>, now?: Date): Promise<Pruned>;
  /** Waits for what is being written, then closes. */
  close(): Promise<void>;
}

/** What the store is given to work with; what is in `retention` counts before what is stored. */
export type OpenParts = Omit<StoreParts, 'retention'> & { readonly retention?: Partial<RetentionSettings> };

/**
 * Opens the database, made and migrated as needed.
 * @throws StoreError with a code, a sentence and a next step
 */
export async function openStore(location: Location, given: OpenParts): Promise<Store> {
  const database = await openDatabase(location);
  const retention = await openRetention(database, given.retention ?? {});
  const parts: StoreParts = { ...given, retention: retention.current };
  return {
    epoch: database.epoch,
    collectorId: database.collectorId,
    ingest: ingestStore(database, parts),
    agents: agentStore(database),
    enrolment: enrolmentStore(database),
    jobs: jobStore(database, parts),
    plans: planStore(database),
    postInstall: postInstallStore(database),
    queries: queryStore(database),
    clients: clientStore(database),
    statuses: statusStore(database),
    archive: archiveStore(database, parts.retention),
    messages: messageStore(database),
    failures: failureStore(database),
    registries: registryStore(database),
    retention,
    metricsHistory: metricsHistory(database),
    thresholds: thresholdStore(database),
    tally: fleetTally(database),
    users: userStore(database),
    secondFactors: secondFactorStore(database),
    sessions: sessionStore(database),
    sshInstalls: sshInstallStore(database),
    sealed: sealedStore(database),
    use: (kind) => database.use(kind),
    sealedSigningKey: keptSecret(database, 'sealedSigningKey'),
    sealedRepositoryKey: keptSecret(database, 'sealedRepositoryKey'),
    sealedCertificateKeys: keptSecret(database, 'sealedCertificateKeys'),
    rebuildState: (options) => rebuildState(database, options),
    prune: async (remove, settings, now = new Date()) =>
      prune(database, remove, parts.reports, { ...(await retention.refresh()), ...settings }, now),
    close: () => database.close(),
  };
}
