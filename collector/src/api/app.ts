import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import rateLimit from '@fastify/rate-limit';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyInstance } from 'fastify';
import type { ServerCertificate } from '../domain/tls.ts';
import { guardRoutes } from './access.ts';
import { actions } from './actions.ts';
import { agentRepository } from './agent-repository.ts';
import { apiClients } from './api-clients.ts';
import { artifacts } from './artifacts.ts';
import type { AppDeps } from './deps.ts';
import { docker } from './docker.ts';
import { describeApi } from './docs.ts';
import { enrol } from './enrol.ts';
import { enrolmentTokens } from './enrolment-tokens.ts';
import { handleErrors } from './error-handler.ts';
import { events } from './events.ts';
import { executionLog } from './execution-log.ts';
import { executions } from './executions.ts';
import { failures } from './failures.ts';
import { fleet } from './fleet.ts';
import { fleetActions } from './fleet-actions.ts';
import { guests } from './guests.ts';
import { hardware } from './hardware.ts';
import { health } from './health.ts';
import { importantMessages } from './important-messages.ts';
import { installScript } from './install-script.ts';
import { jobs } from './jobs.ts';
import { logStream } from './log-stream.ts';
import { machineTags } from './machine-tags.ts';
import { machines } from './machines.ts';
import { me } from './me.ts';
import { metrics } from './metrics.ts';
import { packages } from './packages.ts';
import { page } from './page.ts';
import { plans } from './plans.ts';
import { postInstall } from './post-install.ts';
import { postInstallProfiles } from './post-install-profiles.ts';
import { prometheus } from './prometheus.ts';
import { reports } from './reports.ts';
import { retention } from './retention.ts';
import { secureAnswers } from './security-headers.ts';
import { session } from './session.ts';
import { snapshots } from './snapshots.ts';
import { sshInstall } from './ssh-install.ts';
import { status } from './status.ts';
import { openStreams } from './stream/open-streams.ts';
import { stream } from './stream.ts';
import { thresholds } from './thresholds.ts';
import { users } from './users.ts';
import { validatorCompiler } from './validation.ts';

/** Where agents connect: the one path on which a connection may become a WebSocket. */
export const AGENT_PATH = '/api/agent';

const BODY_LIMIT = 64 * 1024;

const mayUpgrade = ({ url, headers }: IncomingMessage): boolean =>
  url?.split('?', 1)[0] === AGENT_PATH && headers.upgrade?.toLowerCase() === 'websocket';

/** Any other upgrade is answered as the plain request that it also is. */
const serverOptions = (certificate?: ServerCertificate) =>
  certificate
    ? { https: { ...certificate, minVersion: 'TLSv1.2' as const, shouldUpgradeCallback: mayUpgrade } }
    : { http: { shouldUpgradeCallback: mayUpgrade } };

/** The whole HTTP side of the collector, not listening yet. Every route is closed unless it says otherwise. */
export function buildApp(deps: AppDeps): FastifyInstance {
  const { logger, trustProxy = [], now = () => new Date(), link } = deps;
  const app = Fastify({
    ...(logger && { loggerInstance: logger }),
    trustProxy: trustProxy.length > 0 && [...trustProxy],
    bodyLimit: BODY_LIMIT,
    genReqId: () => randomUUID(),
    ...serverOptions(deps.certificate),
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);

  secureAnswers(app);
  handleErrors(app, deps.storeProblem);
  guardRoutes(app, { ...deps, now });
  const streams = openStreams(app, deps);
  app.register(rateLimit, { global: false });
  describeApi(app);
  if (link) app.register(async (scope) => link(scope));

  app.register(async (api: typeof app) => {
    for (const route of [health, page, enrol, enrolmentTokens, apiClients, machines, snapshots, metrics])
      route(api, deps);
    for (const route of [events, plans, actions, fleetActions, jobs, executions, executionLog])
      route(api, deps);
    for (const route of [fleet, packages, docker, hardware, guests, postInstall, postInstallProfiles])
      route(api, deps);
    for (const route of [machineTags, retention, failures, artifacts, reports]) route(api, deps);
    for (const route of [importantMessages, thresholds]) route(api, deps);
    for (const route of [session, me, users, prometheus, status]) route(api, deps);
    for (const route of [agentRepository, installScript, sshInstall]) route(api, deps);
    for (const route of [stream, logStream]) route(api, deps, streams);
  });
  return app as unknown as FastifyInstance;
}
