import type { AgentSettings } from '@suivi/shared';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { AGENT_PATH, buildApp } from './api/app.ts';
import { openAuth, type Seal } from './auth/index.ts';
import { effectiveStatus } from './derive/index.ts';
import type { StoreProblem } from './domain/ingest.ts';
import type { AgentRepository } from './domain/repository.ts';
import type { Tls } from './domain/tls.ts';
import { startHousekeeping } from './housekeeping.ts';
import type { Signer } from './identity/signer.ts';
import { Backlog, type BacklogLimits } from './ingest/backlog.ts';
import { LogIntake } from './ingest/log-intake.ts';
import { MetricsRecorder } from './ingest/metrics-recorder.ts';
import { IngestQueue } from './ingest/queue.ts';
import { RightOfWay } from './ingest/right-of-way.ts';
import { Dispatcher } from './jobs/dispatcher.ts';
import { PlanDesk } from './jobs/plan-desk.ts';
import { JobService } from './jobs/service.ts';
import type { LinkEvents } from './link/peer.ts';
import { LinkServer, type LinkTimes } from './link/server.ts';
import type { RawLogFiles } from './logs/files.ts';
import { readReport } from './logs/report-files.ts';
import { openFeed } from './publish/feed.ts';
import { ProgressBoard } from './publish/progress-board.ts';
import { startAsking } from './registry/index.ts';
import { type SshTimes, startSshDesk } from './ssh/start.ts';
import type { Store } from './store/index.ts';

/** What agents are told to do by default; a machine's own settings and policy win. */
const AGENT_SETTINGS: AgentSettings = { heartbeatSeconds: 20, metricsSeconds: 60, refreshHours: 6 };

/** Milliseconds until a machine that was asked for a plan, or for a job back, counts as silent. */
interface JobTimes {
  readonly planMs?: number;
  readonly withdrawMs?: number;
}

export interface PipelineParts {
  readonly store: Store;
  readonly signer: Signer;
  /** Seals what must not lie open in the database, and gives keys. */
  readonly masterKey: Seal & { derive(purpose: string): Buffer };
  readonly logs: RawLogFiles;
  readonly reportsDir: string;
  /** Where the files of the page are, once built. */
  readonly pageDir?: string | undefined;
  readonly logger: Logger;
  /** Reverse proxies that are believed about where a request comes from; none unless given. */
  readonly trustProxy?: readonly string[];
  /** What agents are installed and upgraded from. */
  readonly repository: AgentRepository;
  /** Under which address machines reach the collector; null: as each request says. */
  readonly publicUrl?: string | null;
  /** With what it proves who it is, and the authority that has signed that where it is its own; plain HTTP without it. */
  readonly tls?: Tls | null;
  /** Registries of containers' images that are reached in a way of their own; null: none is ever asked, as unless given. */
  readonly registries?: ReadonlyMap<string, URL> | null;
  /** Other bounds than the usual ones. */
  readonly times?: LinkTimes & JobTimes & SshTimes;
  readonly backlogLimits?: BacklogLimits;
}

/** The collector, wired and not yet listening. */
export interface Pipeline {
  readonly app: FastifyInstance;
  /** Sends agents away, stores what has come, and ends. */
  stop(): Promise<void>;
}

/** Wires the rooms: link -> ingest -> store -> publish -> api, and api -> jobs -> link. */
export async function buildPipeline({
  store,
  signer,
  masterKey,
  logs,
  reportsDir,
  pageDir,
  logger,
  trustProxy = [],
  repository,
  publicUrl = null,
  tls = null,
  registries = null,
  times,
  backlogLimits,
}: PipelineParts): Promise<Pipeline> {
  await store.agents.clearPresence();
  const feed = await openFeed(store.queries, {
    onError: (err) => logger.error({ err }, 'changes could not be read'),
  });

  const asking = startAsking({ store: store.registries, feed, allowed: registries, logger });
  const progress = new ProgressBoard(feed);
  const backlog = new Backlog(backlogLimits);
  const rightOfWay = new RightOfWay();
  const recorder = new MetricsRecorder({
    history: store.metricsHistory,
    onError: (err) => logger.error({ err }, 'metrics could not be added to the history; trying again'),
  });
  const reportsProblem = () => queue.reportsProblem ?? intake.problem;
  /** Logs what cannot be stored and that it can again, and tells the page of it. */
  const told = (wrong: string, right: string) => (problem: StoreProblem | null) => {
    if (problem) logger.error(problem, wrong);
    else logger.info(right);
    feed.publishLive({ type: 'health', machineId: null, ok: !(queue.problem ?? reportsProblem()) });
  };
  const queue: IngestQueue = new IngestQueue({
    store: store.ingest,
    feed,
    onStored: (machineId, message) => {
      if (message.type === 'snapshot' && message.kind === 'docker_inventory') asking.soon();
      if (message.type === 'metrics') recorder.add(machineId, message.payload);
      if (message.type !== 'execution_finished') return;
      progress.ended(machineId, message.result.executionId);
      dispatcher.kick(machineId);
    },
    onRejected: (machineId, { id, type }, reason) =>
      logger.warn({ machineId, id, type, reason }, 'message rejected'),
    backlog,
    rightOfWay,
    onProblem: told('nothing can be stored; trying again', 'storing again'),
    onReportsProblem: told('reports on runs cannot be stored; trying again', 'storing reports again'),
  });
  const intake: LogIntake = new LogIntake({
    files: logs,
    feed,
    onWhole: (machineId, message, reply) => queue.add(machineId, message, 0, reply),
    backlog,
    rightOfWay,
    onProblem: told('logs cannot be stored; trying again', 'storing logs again'),
  });
  const dispatcher: Dispatcher = new Dispatcher({
    store: store.jobs,
    feed,
    target: (machineId) => link.peer(machineId),
    onError: (err, machineId) => logger.error({ err, machineId }, 'jobs could not be settled'),
    withdrawMs: times?.withdrawMs,
  });

  const planDesk = new PlanDesk({
    plans: store.plans,
    target: (machineId) => link.peer(machineId),
    patienceMs: times?.planMs,
  });

  const events: LinkEvents = {
    online: ({ machineId }) => logger.info({ machineId }, 'agent connected'),
    offline(peer) {
      intake.forget(peer);
      queue.forget(peer);
      dispatcher.gone(peer);
      planDesk.gone(peer);
      logger.info({ machineId: peer.machineId }, 'agent disconnected');
    },
    durable(peer, message, bytes) {
      if (message.type === 'execution_finished') return void intake.finish(peer.machineId, message, peer);
      queue.add(peer.machineId, message, bytes, peer);
    },
    logChunk: (peer, chunk) => intake.take(peer.machineId, chunk, peer),
    journal(peer, jobs) {
      // A finished one's log may be gone because its time was over; if the execution is lacked, all of it is asked for.
      for (const { executionId, state } of jobs)
        if (state !== 'finished') void intake.tell(peer.machineId, executionId, peer);
      void dispatcher.journal(peer, jobs);
    },
    progress: ({ machineId }, message) => progress.take(machineId, message),
    planAnswer: (peer, answer) => planDesk.answer(peer, answer),
    jobAccepted: ({ machineId }, jobId) => logger.info({ machineId, jobId }, 'job accepted'),
    jobRefused: (peer, refusal) => void dispatcher.refused(peer, refusal),
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
    ...times,
  });
  const { users, secondFactors, sessions } = store;
  const deviceKey = masterKey.derive('device cookies');
  const auth = openAuth({ users, secondFactors, sessions, feed, seal: masterKey, deviceKey });
  const ssh = await startSshDesk({ store: store.sshInstalls, feed, seal: masterKey, logger, times });
  const app = buildApp({
    query: store.queries,
    clients: store.clients,
    accounts: auth.accounts,
    ownAccount: auth.me,
    people: auth.people,
    enrolment: store.enrolment,
    sshInstalls: ssh,
    giveWay: () => rightOfWay.give(),
    jobStore: store.jobs,
    jobs: new JobService({ store: store.jobs, plans: store.plans, feed, dispatcher, sign: signer.sign }),
    plans: store.plans,
    planning: planDesk,
    postInstall: store.postInstall,
    archive: store.archive,
    messages: store.messages,
    failures: store.failures,
    registries: store.registries,
    thresholds: store.thresholds,
    retention: store.retention,
    metricsHistory: {
      async read(machineId, ...span) {
        await recorder.flush(machineId);
        return store.metricsHistory.read(machineId, ...span);
      },
    },
    logs,
    readReport: (path) => readReport(reportsDir, path),
    feed,
    progress,
    tally: store.tally,
    queueLengths: () => ({ messages: queue.length, bytes: backlog.bytes }),
    identity: { collectorId, publicKey: signer.publicKey },
    effectiveStatus,
    storeProblem: () => queue.problem,
    reportsProblem,
    expelAgent: (machineId) => void link.expel(machineId),
    link: (scope) => link.register(scope, AGENT_PATH),
    trustProxy,
    pageDir,
    repository,
    publicUrl,
    ownCa: () => tls?.ownCa ?? null,
    ...(tls && { certificate: tls.current }),
    logger,
  });

  const stopHousekeeping = startHousekeeping({ store, feed, remove: (path) => logs.remove(path), logger });

  return {
    app,
    async stop() {
      await link.stop();
      await Promise.all([
        ssh.stop(),
        app.close(),
        queue.stop(),
        dispatcher.stop(),
        asking.stop(),
        stopHousekeeping(),
      ]);
      await recorder.stop();
      await auth.close();
      await logs.close();
    },
  };
}
