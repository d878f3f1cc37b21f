import { sha256Hex } from '@suivi/shared';
import { temporaryDirectory } from '@suivi/testkit';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { buildApp } from '../../../src/api/app.ts';
import type { AppDeps } from '../../../src/api/deps.ts';
import { openAuth } from '../../../src/auth/index.ts';
import { messageRules, renderCleanup, renderReport } from '../../../src/derive/index.ts';
import type { Feed } from '../../../src/domain/feed.ts';
import type { Incoming } from '../../../src/domain/ingest.ts';
import { MasterKey } from '../../../src/identity/master-key.ts';
import { Dispatcher } from '../../../src/jobs/dispatcher.ts';
import { PlanDesk } from '../../../src/jobs/plan-desk.ts';
import { JobService } from '../../../src/jobs/service.ts';
import { RawLogFiles } from '../../../src/logs/files.ts';
import { readReport, reportFiles } from '../../../src/logs/report-files.ts';
import { openFeed } from '../../../src/publish/feed.ts';
import { SshDesk } from '../../../src/ssh/desk.ts';
import { openStore, type Store } from '../../../src/store/index.ts';
import { enrolMachine } from '../../store/support/machines.ts';
import { Speaker } from '../../store/support/messages.ts';
import { clientRow, emptyRepository } from './app.ts';

export const TOKEN = 'token-with-every-scope';
const EVERY_SCOPE = [
  'machines:read',
  'machines:write',
  'actions:run',
  'artifacts:read',
  'clients:admin',
  'metrics:read',
] as const;

/** The API on a real store, with what a test needs to speak for the machines. */
export interface RealApp extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly store: Store;
  readonly feed: Feed;
  readonly logs: RawLogFiles;
  readonly expelled: string[];
  /** Stores and publishes what agents send. */
  tell(...incoming: Incoming[]): Promise<void>;
  /** A new machine and the voice of its agent. */
  machine(hostname?: string): Promise<Speaker>;
  ask(
    method: InjectOptions['method'],
    url: string,
    payload?: object,
    headers?: object,
  ): Promise<LightMyRequestResponse>;
}

/** Builds the API on an SQLite store of its own. */
export async function realApp(options: Partial<AppDeps> = {}): Promise<RealApp> {
  const directory = await temporaryDirectory('api');
  const logs = new RawLogFiles(directory.path);
  const store = await openStore(
    { path: `${directory.path}/suivi.db` },
    {
      reports: reportFiles(directory.path, { run: renderReport, cleanup: renderCleanup }),
      rules: messageRules,
      logPath: (machineId, executionId) => logs.path(machineId, executionId),
    },
  );
  await store.clients.createClient(clientRow(TOKEN, EVERY_SCOPE, { tokenHash: sha256Hex(TOKEN) }));
  const feed = await openFeed(store.queries);
  const expelled: string[] = [];
  // No agent is connected, so jobs stay queued.
  const dispatcher = new Dispatcher({
    store: store.jobs,
    feed,
    target: () => null,
    onError: (error) => console.error(error),
  });
  const masterKey = new MasterKey('ab'.repeat(32), 'the test');
  const { users, secondFactors, sessions } = store;
  const auth = openAuth({
    users,
    secondFactors,
    sessions,
    feed,
    seal: masterKey,
    deviceKey: masterKey.derive('device cookies'),
    ...(options.now && { now: options.now }),
  });
  const app = buildApp({
    query: store.queries,
    clients: store.clients,
    accounts: auth.accounts,
    ownAccount: auth.me,
    people: auth.people,
    enrolment: store.enrolment,
    sshInstalls: new SshDesk({
      store: store.sshInstalls,
      feed,
      seal: masterKey,
      onError: (error) => console.error(error),
    }),
    jobStore: store.jobs,
    jobs: new JobService({ store: store.jobs, plans: store.plans, feed, dispatcher, sign: () => 'unsigned' }),
    plans: store.plans,
    planning: new PlanDesk({ plans: store.plans, target: () => null }),
    postInstall: store.postInstall,
    archive: store.archive,
    messages: store.messages,
    failures: store.failures,
    registries: store.registries,
    thresholds: store.thresholds,
    retention: store.retention,
    metricsHistory: store.metricsHistory,
    logs,
    readReport: (path) => readReport(directory.path, path),
    feed,
    tally: store.tally,
    queueLengths: () => ({ messages: 3, bytes: 4096 }),
    progress: { of: () => null },
    identity: { collectorId: store.collectorId, publicKey: 'the-key-of-the-collector' },
    effectiveStatus: ({ machine }) => ({
      status: machine.status,
      statusReasons: [{ code: 'stored', message: 'As it is stored.' }],
      statusSince: null,
    }),
    storeProblem: () => null,
    reportsProblem: () => null,
    expelAgent: (id) => void expelled.push(id),
    repository: emptyRepository,
    ...options,
  });
  return {
    app,
    store,
    feed,
    logs,
    expelled,
    async tell(...incoming) {
      const { outcomes, changes } = await store.ingest.writeBatch(incoming);
      feed.publish(changes);
      const refused = outcomes.find((outcome) => !outcome.stored);
      if (refused) throw new Error(JSON.stringify(refused));
    },
    async machine(hostname) {
      const speaker = new Speaker(await enrolMachine(store, hostname));
      feed.publish((await store.queries.changesAfter(feed.lastSeq(), 100)) ?? []);
      return speaker;
    },
    ask: async (method, url, payload, headers = {}) =>
      app.inject({
        method: method ?? 'GET',
        url,
        headers: { authorization: `Bearer ${TOKEN}`, ...headers },
        ...(payload && { payload }),
      }),
    async [Symbol.asyncDispose]() {
      await app.close();
      await auth.close();
      await dispatcher.stop();
      await logs.close();
      await store.close();
      await directory[Symbol.asyncDispose]();
    },
  };
}
