import type { AgentSettings, DurableMessage } from '@suivi/shared';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { AGENT_PATH, buildApp } from './api/app.ts';
import { effectiveStatus } from './derive/index.ts';
import type { Signer } from './identity/signer.ts';
import { LogIntake } from './ingest/log-intake.ts';
import { IngestQueue } from './ingest/queue.ts';
import { Dispatcher } from './jobs/dispatcher.ts';
import { JobService } from './jobs/service.ts';
import type { LinkEvents, Peer } from './link/peer.ts';
import { LinkServer } from './link/server.ts';
import type { RawLogFiles } from './logs/files.ts';
import { openFeed } from './publish/feed.ts';
import type { Store } from './store/index.ts';

/** What agents are told to do by default; a machine's own settings and policy win. */
const AGENT_SETTINGS: AgentSettings = { heartbeatSeconds: 20, metricsSeconds: 60, refreshHours: 6 };

export interface PipelineParts {
  readonly store: Store;
  readonly signer: Signer;
  readonly logs: RawLogFiles;
  readonly logger: Logger;
}

/** The collector, wired and not yet listening. */
export interface Pipeline {
  readonly app: FastifyInstance;
  /** Sends agents away, stores what has come, and ends. */
  stop(): Promise<void>;
}

/** Wires the rooms: link -> ingest -> store -> publish -> api, and api -> jobs -> link. */
export async function buildPipeline({ store, signer, logs, logger }: PipelineParts): Promise<Pipeline> {
  await store.agents.clearPresence();
  const feed = await openFeed(store.queries, {
    onError: (err) => logger.error({ err }, 'changes could not be read'),
  });

  const queue = new IngestQueue({
    store: store.ingest,
    feed,
    onStored: (machineId, message) => {
      if (endsJob(message)) dispatcher.kick(machineId);
    },
    onRejected: (machineId, { id, type }, reason) =>
      logger.warn({ machineId, id, type, reason }, 'message rejected'),
    onProblem: (problem) =>
      problem ? logger.error(problem, 'nothing can be stored; trying again') : logger.info('storing again'),
  });
  const intake = new LogIntake({
    files: logs,
    feed,
    onWhole: (machineId, message, reply) => queue.add(machineId, message, 0, reply),
    onError: (err, machineId, executionId) =>
      logger.error({ err, machineId, executionId }, 'a log was not stored'),
  });
  const dispatcher: Dispatcher = new Dispatcher({
    store: store.jobs,
    feed,
    target: (machineId) => link.peer(machineId),
    onError: (err, machineId) => logger.error({ err, machineId }, 'jobs could not be settled'),
  });

  const events: LinkEvents = {
    online: ({ machineId }) => logger.info({ machineId }, 'agent connected'),
    offline(peer) {
      intake.forget(peer);
      dispatcher.gone(peer);
      logger.info({ machineId: peer.machineId }, 'agent disconnected');
    },
    durable(peer, message, bytes) {
      if (message.type === 'execution_finished') return void intake.finish(peer.machineId, message, peer);
      if (!queue.add(peer.machineId, message, bytes, peer)) waitForRoom(peer);
    },
    logChunk: (peer, chunk) => void intake.take(peer.machineId, chunk, peer),
    journal(peer, jobs) {
      for (const { executionId } of jobs) void intake.tell(peer.machineId, executionId, peer);
      void dispatcher.journal(peer, jobs);
    },
    jobAccepted: ({ machineId }, jobId) => logger.info({ machineId, jobId }, 'job accepted'),
    jobRefused: (peer, refusal) => void dispatcher.refused(peer, refusal),
  };
  const waitForRoom = (peer: Peer) => {
    peer.pause();
    queue.whenRoom(() => peer.resume());
  };

  const { collectorId } = store;
  const link = new LinkServer({
    agents: store.agents,
    feed,
    collectorId,
    sign: signer.sign,
    settings: () => AGENT_SETTINGS,
    events,
    logger,
  });
  const app = buildApp({
    query: store.queries,
    clients: store.clients,
    enrolment: store.enrolment,
    jobStore: store.jobs,
    jobs: new JobService({ store: store.jobs, feed, dispatcher, sign: signer.sign }),
    logs,
    feed,
    identity: { collectorId, publicKey: signer.publicKey },
    effectiveStatus,
    storeProblem: () => queue.problem,
    expelAgent: (machineId) => link.expel(machineId),
    link: (scope) => link.register(scope, AGENT_PATH),
    logger,
  });

  return {
    app,
    async stop() {
      await link.stop();
      await Promise.all([app.close(), queue.stop(), dispatcher.stop()]);
      await logs.close();
    },
  };
}

const endsJob = ({ type }: DurableMessage) => type === 'execution_finished';
