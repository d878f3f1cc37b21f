import type { FastifyBaseLogger } from 'fastify';
import type { AgentStore } from '../domain/agents.ts';
import type { Feed } from '../domain/feed.ts';
import type { Turns } from '../domain/turns.ts';
import type { Registry } from './registry.ts';

const SEEN_EVERY_MS = 15_000;

export interface PresenceDeps {
  readonly agents: AgentStore;
  readonly feed: Pick<Feed, 'publish'>;
  readonly registry: Registry;
  readonly turns: Turns;
  readonly logger: FastifyBaseLogger;
}

/** Writes down who is there, for all machines together, and who has left. */
export class Presence {
  readonly #deps: PresenceDeps;
  /** Departures that the store did not take, with their reasons. */
  readonly #unrecorded = new Map<string, string>();
  #flushedAt = performance.now();

  constructor(deps: PresenceDeps) {
    this.#deps = deps;
  }

  /** Call it now and then. */
  flushWhenDue(): void {
    for (const [machineId, reason] of this.#unrecorded) void this.gone(machineId, reason);
    if (performance.now() - this.#flushedAt > SEEN_EVERY_MS) void this.flush();
  }

  /** Moves `last_seen_at` of every machine that was heard of since the last time. */
  async flush(): Promise<void> {
    const { agents, registry, logger } = this.#deps;
    const since = this.#flushedAt;
    this.#flushedAt = performance.now();
    const at = new Date().toISOString();
    const seen = [...registry.sessions]
      .filter((session) => session.online && session.heardAt >= since)
      .map(({ machineId, clockSkewMs }) => ({ machineId, at, clockSkewMs }));
    if (seen.length === 0) return;
    try {
      await agents.recordSeen(seen);
    } catch (err) {
      logger.error({ err }, 'the last signs of life were not recorded');
    }
  }

  /** A machine's connection has ended. In the machine's turn, for its agent may be coming in again at this moment. */
  gone(machineId: string, reason: string): Promise<void> {
    const { agents, feed, registry, turns, logger } = this.#deps;
    const at = new Date().toISOString();
    return turns.run(machineId, async () => {
      this.#unrecorded.delete(machineId);
      if (registry.of(machineId)) return;
      try {
        feed.publish(await agents.recordDisconnected(machineId, at, reason));
      } catch (err) {
        this.#unrecorded.set(machineId, reason);
        logger.error({ err, machineId }, 'a disconnection was not recorded; trying again');
      }
    });
  }
}
