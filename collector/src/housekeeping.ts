import type { Logger } from 'pino';
import { sweepStatuses } from './derive/index.ts';
import type { Feed } from './domain/feed.ts';
import type { Store } from './store/index.ts';

const STATUS_SWEEP_MS = 60_000;
/** After a long absence of the collector, agents try again every five minutes at the slowest; until then silence says nothing. */
const FIRST_STATUS_SWEEP_MS = 6 * 60_000;
const RETENTION_MS = 6 * 3_600_000;
const FIRST_RETENTION_MS = 10 * 60_000;

export interface HousekeepingParts {
  readonly store: Pick<Store, 'queries' | 'statuses' | 'prune'>;
  readonly feed: Pick<Feed, 'publish'>;
  /** Throws away a file under SU_REPORTS_DIR and gives its bytes. */
  readonly remove: (path: string) => Promise<number>;
  readonly logger: Logger;
}

/** What time alone calls for: statuses that change by themselves, and data past its retention. Gives the way to stop it. */
export function startHousekeeping({ store, feed, remove, logger }: HousekeepingParts): () => Promise<void> {
  const sweep = repeat(FIRST_STATUS_SWEEP_MS, STATUS_SWEEP_MS, logger, async () => {
    feed.publish(await sweepStatuses(store.queries, store.statuses, new Date()));
  });
  const prune = repeat(FIRST_RETENTION_MS, RETENTION_MS, logger, async () => {
    const pruned = await store.prune(remove);
    if (Object.values(pruned).some((count) => count > 0))
      logger.info(pruned, 'data past its retention is deleted');
  });
  return async () => {
    await Promise.all([sweep(), prune()]);
  };
}

/** Runs the work again and again, never twice at once. A failure is logged and the next turn comes as usual. */
function repeat(
  firstMs: number,
  everyMs: number,
  logger: Logger,
  work: () => Promise<void>,
): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;
  let stopped = false;
  const schedule = (ms: number) => {
    timer = setTimeout(() => {
      running = work()
        .catch((err: unknown) => logger.error({ err }, 'housekeeping failed'))
        .finally(() => {
          if (!stopped) schedule(everyMs);
        });
    }, ms).unref();
  };
  schedule(firstMs);
  return () => {
    stopped = true;
    clearTimeout(timer);
    return running;
  };
}
