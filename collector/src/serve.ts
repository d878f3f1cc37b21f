import { existsSync } from 'node:fs';
import type { Server } from 'node:https';
import { fileURLToPath } from 'node:url';
import { type Logger, pino } from 'pino';
import { newSetupLink } from './auth/index.ts';
import { bootstrap } from './bootstrap.ts';
import type { Config } from './config.ts';
import { messageRules, renderCleanup, renderReport } from './derive/index.ts';
import { Problem } from './domain/problem.ts';
import type { Tls } from './domain/tls.ts';
import { findMasterKey, type KeyPlaces } from './identity/find-master-key.ts';
import { type MasterKey, readMasterKey } from './identity/master-key.ts';
import { openRepositoryKey } from './identity/repository-key.ts';
import { openSigner } from './identity/signer.ts';
import { RawLogFiles } from './logs/files.ts';
import { checkReportsDir, reportFiles } from './logs/report-files.ts';
import { buildPipeline } from './pipeline.ts';
import { Repository } from './repository/repository.ts';
import { openStore, type Store } from './store/index.ts';
import { openFileTls, openOwnTls, serverNames } from './tls/index.ts';

const STOP_GRACE_MS = 5_000;

/** The page lies beside the program in a package, and where it was built in a checkout. */
function pageDir(): string {
  const beside = fileURLToPath(new URL('./web', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../web/dist', import.meta.url));
}

/** Opens the store of this configuration with the files that belong to it. Throws StoreError. */
export function openConfiguredStore({
  database,
  reportsDir,
  retention,
}: Config): Promise<{ store: Store; logs: RawLogFiles }> {
  const logs = new RawLogFiles(reportsDir);
  const parts = {
    reports: reportFiles(reportsDir, { run: renderReport, cleanup: renderCleanup }),
    rules: messageRules,
    retention,
    logPath: (machineId: string, executionId: string) => logs.path(machineId, executionId),
  };
  return openStore(database, parts).then((store) => ({ store, logs }));
}

/**
 * The master key of a store, which nobody changes until the store is closed: what is sealed meanwhile would be lost.
 * Throws Problem `key_is_changing` or `master_key_wrong`.
 */
export async function takeMasterKey(
  places: KeyPlaces,
  store: Store,
): Promise<{ key: MasterKey; isNext: boolean }> {
  if (!(await store.use('shared')))
    throw new Problem(
      'key_is_changing',
      'The master key of this database is being changed.',
      'Wait until `suivi-collector rotate-master-key` has ended, then try again.',
    );
  return findMasterKey(places, await store.sealed.probe());
}

/** Runs the collector until SIGTERM or SIGINT. Throws Problem or StoreError when it cannot start. */
export async function serve(config: Config): Promise<void> {
  const logger = pino({
    level: config.logLevel,
    redact: ['req.headers.authorization', 'req.headers.cookie', 'token'],
  });
  checkReportsDir(config.reportsDir);
  // Before a database is made: a key that is none ends it here.
  readMasterKey(config.masterKey, config.masterKeyFile);
  const { store, logs } = await openConfiguredStore(config);
  try {
    const { key: masterKey, isNext } = await takeMasterKey(config, store);
    if (isNext)
      logger.warn(
        config.masterKey === null
          ? 'a change of the master key that was cut off was finished'
          : 'the master key is the one in SU_NEW_MASTER_KEY: set SU_MASTER_KEY to it',
      );
    const signer = await openSigner(masterKey, store.sealedSigningKey);
    if (config.bootstrapToken) await bootstrap(store.clients, config.bootstrapToken, logger);
    const repository = await Repository.open({
      folders: config.agentPackageDirs,
      signer: await openRepositoryKey(masterKey, store.sealedRepositoryKey),
      logger,
    });
    const { reportsDir, trustProxy, publicUrl, registries } = config;
    const tls = await openTls(config, { masterKey, store, logger });
    const pipeline = await buildPipeline({
      ...{ store, signer, masterKey, logs, reportsDir, trustProxy, logger },
      ...{ repository, publicUrl, registries, tls, pageDir: pageDir() },
    });
    const stopping = new AbortController();
    tls?.follow((certificate) => {
      (pipeline.app.server as Server).setSecureContext(certificate);
      logger.info('the certificate was renewed');
    }, stopping.signal);
    stopOnSignal(async () => {
      stopping.abort();
      await Promise.all([pipeline.stop(), repository.stop()]);
      await store.close();
    });
    const url = await listen(pipeline.app, config);
    if (tls?.ownCa) logger.info({ fingerprint: tls.ownCa.fingerprint }, 'own certificate authority');
    await welcome(store, publicUrl ?? url);
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** With what this configuration proves who the collector is; null for plain HTTP. Throws Problem. */
function openTls(
  { tls, publicUrl }: Config,
  { masterKey, store, logger }: { masterKey: MasterKey; store: Store; logger: Logger },
): Promise<Tls | null> {
  if (tls.kind === 'files')
    return openFileTls({
      ...tls,
      onProblem: ({ message, next }) => logger.error({ next }, `the certificate stays as it was: ${message}`),
    });
  if (tls.kind === 'off') return Promise.resolve(null);
  return openOwnTls({
    masterKey,
    kept: store.sealedCertificateKeys,
    collectorId: store.collectorId,
    names: serverNames(tls.names, publicUrl),
  });
}

/** Tells who has started it, while there is no user, where to make the first. Not through the logger: it is said at every level. */
async function welcome(store: Store, url: string): Promise<void> {
  const link = await newSetupLink(store.users, url);
  if (link === null) return;
  console.log(
    `Suivi is ready at ${url}. Make the first administrator within 24 hours, once, with this link:\n` +
      `  ${link}\n` +
      'Another link: suivi-collector setup-link. A token for programs: suivi-collector create-client <name>.\n' +
      '(In a checkout: node collector/dist/collector.mjs instead of suivi-collector.)',
  );
}

async function listen(
  app: { listen(where: { host: string; port: number }): Promise<string> },
  config: Config,
): Promise<string> {
  const { host, port } = config;
  try {
    return await app.listen({ host, port });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new Problem(
        'port_in_use',
        `Port ${port} on ${host} is in use.`,
        'Stop what uses it, or set SU_PORT.',
        error,
      );
    throw new Problem(
      'cannot_listen',
      `Cannot listen on ${host}:${port}: ${message}`,
      'Check SU_HOST and SU_PORT.',
      error,
    );
  }
}

function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const end = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_GRACE_MS).unref();
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}
