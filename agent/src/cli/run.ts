import { readConfig } from '../config.ts';
import { createLogger } from '../domain/logger.ts';
import { startAgent } from '../pipeline.ts';

/** How long a tidy end may take, in milliseconds. */
const PATIENCE_MS = 900;

/** `suivi-agent run`: runs until SIGTERM or SIGINT. Throws Problem when it cannot start. */
export async function run(): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config.logLevel, (line) => process.stdout.write(line));
  const stop = await startAgent(config, logger);
  let ending = false;
  const end = (signal: NodeJS.Signals) => {
    if (ending) return;
    ending = true;
    logger.info('The agent is stopping.', { signal });
    setTimeout(() => process.exit(0), PATIENCE_MS);
    stop().then(
      () => process.exit(0),
      (error: Error) => {
        logger.error('The agent could not stop tidily.', { error });
        process.exit(1);
      },
    );
  };
  // Not `once`: a second signal must not cut the tidy end short.
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}
