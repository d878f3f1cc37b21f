import { readConfig } from '../config.ts';
import { createLogger } from '../domain/logger.ts';
import { runRunner } from '../runner/index.ts';

/** `suivi-agent runner`: carries out the waiting jobs and ends. */
export async function runner(): Promise<void> {
  const { runnerDir, policy, logLevel } = readConfig(process.env);
  const logger = createLogger(logLevel, (line) => process.stdout.write(line));
  await runRunner({ directory: runnerDir, policy, env: process.env, logger });
}
