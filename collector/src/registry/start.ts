import type { Logger } from 'pino';
import { type AskerParts, askRegistries } from './asker.ts';

/** What is due is looked for this often; each image is asked for every few hours. */
const EVERY_MS = 60_000;
const FIRST_MS = 30_000;
/** After an inventory has come: several machines may send theirs at once. */
const SOON_MS = 1000;

export interface Asking {
  /** Looks for what is due in a moment. */
  soon(): void;
  /** Ends, once the question under way is answered. */
  stop(): Promise<void>;
}

/** Asks the registries again and again for what is due, never twice at once. A failure is logged and the next turn comes as usual. */
export function startAsking(parts: AskerParts & { readonly logger: Logger }): Asking {
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  const ending = new AbortController();
  const turnIn = (ms: number) => {
    clearTimeout(timer);
    if (!ending.signal.aborted) timer = setTimeout(turn, ms).unref();
  };
  const turn = () => {
    running = askRegistries({ ...parts, signal: ending.signal })
      .catch((err: unknown) => parts.logger.error({ err }, 'registries could not be asked'))
      .finally(() => {
        running = null;
        turnIn(EVERY_MS);
      });
  };
  turnIn(FIRST_MS);
  return {
    soon() {
      if (!running) turnIn(SOON_MS);
    },
    async stop() {
      ending.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
