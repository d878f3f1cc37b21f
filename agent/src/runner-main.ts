import { fail } from './cli/fail.ts';
import { readConfig } from './config.ts';
import { createLogger } from './domain/logger.ts';
import { runnerPaths } from './domain/run-files.ts';
import { packagesPlanner } from './planner.ts';
import { openHealthReader } from './probe/packages/index.ts';
import { openPostInstallReader } from './probe/post-install/index.ts';
import { runRunner } from './runner/index.ts';

/** `suivi-runner`: carries out the waiting jobs and ends. On SIGTERM it ends after the present job. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const { runnerDir, policy, dockerSocket, logLevel } = config;
  const { planning, cache } = runnerPaths(runnerDir);
  const logger = createLogger(logLevel, (line) => process.stdout.write(line));
  const stop = new AbortController();
  process.on('SIGTERM', () => {
    logger.info('The runner ends after the present job.');
    stop.abort();
  });
  await runRunner({
    directory: runnerDir,
    policy,
    dockerSocket,
    env: process.env,
    logger,
    planner: packagesPlanner(config, planning, cache),
    health: openHealthReader(process.env),
    postInstall: openPostInstallReader(process.env),
    stop: stop.signal,
  });
}

process.stdout.on('error', () => {});
main().catch((error) => fail(error, 'suivi-runner'));
