import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { Accounts, OwnAccount, People } from '../domain/accounts.ts';
import type { EnrolmentStore } from '../domain/agents.ts';
import type { ArchiveStore } from '../domain/archive.ts';
import type { ClientStore } from '../domain/clients.ts';
import type { FailureStore } from '../domain/failures.ts';
import type { Feed, ProgressView } from '../domain/feed.ts';
import type { FleetTally, QueueLengths } from '../domain/fleet-tally.ts';
import type { StoreProblem } from '../domain/ingest.ts';
import type { JobStore, Jobs } from '../domain/jobs.ts';
import type { LogFiles } from '../domain/logs.ts';
import type { MessageStore } from '../domain/messages.ts';
import type { MetricsHistory } from '../domain/metrics/history.ts';
import type { ThresholdStore } from '../domain/metrics/threshold-store.ts';
import type { Planning, PlanStore } from '../domain/plans.ts';
import type { PostInstallStore } from '../domain/post-install.ts';
import type { MachineView, QueryStore } from '../domain/queries.ts';
import type { RegistryStore } from '../domain/registries.ts';
import type { AgentRepository, OwnCa } from '../domain/repository.ts';
import type { RetentionStore } from '../domain/retention.ts';
import type { SshInstalls } from '../domain/ssh.ts';
import type { EffectiveStatus } from '../domain/status.ts';
import type { ServerCertificate } from '../domain/tls.ts';

/** Everything that the API stands on. */
export interface AppDeps {
  readonly query: QueryStore;
  readonly clients: ClientStore;
  readonly accounts: Accounts;
  readonly ownAccount: OwnAccount;
  readonly people: People;
  readonly enrolment: EnrolmentStore;
  readonly sshInstalls: SshInstalls;
  readonly jobStore: Pick<JobStore, 'find' | 'findByExecution' | 'list'>;
  readonly jobs: Jobs;
  readonly plans: Pick<PlanStore, 'list' | 'find'>;
  readonly planning: Planning;
  readonly postInstall: PostInstallStore;
  readonly archive: ArchiveStore;
  readonly messages: MessageStore;
  readonly failures: FailureStore;
  readonly retention: RetentionStore;
  readonly registries: Pick<RegistryStore, 'answers'>;
  /** With all that has come in until now. */
  readonly metricsHistory: Pick<MetricsHistory, 'read'>;
  readonly thresholds: ThresholdStore;
  readonly logs: Pick<LogFiles, 'size' | 'read'>;
  /** Resolves when nothing more urgent than a log is under way; asked before each piece of one. */
  readonly giveWay?: () => Promise<void>;
  /** The text of a report by its path; null when its file is gone. */
  readonly readReport: (path: string) => Promise<string | null>;
  readonly feed: Feed;
  readonly tally: () => Promise<FleetTally>;
  /** What waits to be stored. */
  readonly queueLengths: () => QueueLengths;
  readonly progress: ProgressView;
  /** Who this collector is, for machines that enrol: its id and its raw Ed25519 public key in base64. */
  readonly identity: { readonly collectorId: string; readonly publicKey: string };
  readonly effectiveStatus: (view: MachineView, now: Date) => EffectiveStatus;
  /** Why the store cannot write at the moment; null when it can. */
  readonly storeProblem: () => StoreProblem | null;
  /** Ends the connection of a machine's agent, after it was deleted. */
  readonly expelAgent: (machineId: string) => void;
  /** What agents are installed and upgraded from. */
  readonly repository: AgentRepository;
  /** Under which address machines reach the collector; unless given, as each request says. */
  readonly publicUrl?: string | null;
  /** The authority that has signed the collector's certificate, where that is its own. */
  readonly ownCa?: () => OwnCa | null;
  /** With what it proves who it is; plain HTTP without one. */
  readonly certificate?: ServerCertificate;
  /** Registers the agents' WebSocket, the only route that may upgrade: `GET /api/agent`. */
  readonly link?: (app: FastifyInstance) => void | Promise<void>;
  /** Where the files of the page are, once built. */
  readonly pageDir?: string | undefined;
  readonly logger?: FastifyBaseLogger;
  /** Addresses and networks whose X-Forwarded-* headers are believed; of nobody unless given. */
  readonly trustProxy?: readonly string[];
  readonly now?: () => Date;
  /** Milliseconds between signs of life on a stream. */
  readonly heartbeatMs?: number;
  /** Milliseconds after which a stream whose client takes nothing is closed. */
  readonly stallMs?: number;
}

/** A Fastify scope whose schemas give the types of its handlers. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;
