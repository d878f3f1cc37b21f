import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { JobStore, Jobs } from '../domain/jobs.ts';
import type { Planning, PlanStore } from '../domain/plans.ts';
import type {
  ClientStore,
  EffectiveStatus,
  EnrolmentStore,
  Feed,
  LogFiles,
  MachineView,
  QueryStore,
  StoreProblem,
} from '../domain/ports.ts';

/** Everything that the API stands on. */
export interface AppDeps {
  readonly query: QueryStore;
  readonly clients: ClientStore;
  readonly enrolment: EnrolmentStore;
  readonly jobStore: Pick<JobStore, 'find' | 'findByExecution' | 'list'>;
  readonly jobs: Jobs;
  readonly plans: Pick<PlanStore, 'list' | 'find'>;
  readonly planning: Planning;
  readonly logs: Pick<LogFiles, 'size' | 'read'>;
  readonly feed: Feed;
  /** Who this collector is, for machines that enrol: its id and its raw Ed25519 public key in base64. */
  readonly identity: { readonly collectorId: string; readonly publicKey: string };
  readonly effectiveStatus: (view: MachineView, now: Date) => EffectiveStatus;
  /** Why the store cannot write at the moment; null when it can. */
  readonly storeProblem: () => StoreProblem | null;
  /** Ends the connection of a machine's agent, after it was deleted. */
  readonly expelAgent: (machineId: string) => void;
  /** Registers the agents' WebSocket, the only route that may upgrade: `GET /api/agent`. */
  readonly link?: (app: FastifyInstance) => void | Promise<void>;
  readonly logger?: FastifyBaseLogger;
  /** Whether X-Forwarded-* headers are believed: only behind a proxy of one's own. */
  readonly trustProxy?: boolean;
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
