import type { ToCollector } from '@suivi/shared';
import type { Feed, ProgressView, RunProgress } from '../domain/feed.ts';

/**
 * What each machine's run is doing now, as the machine last told. It is in memory alone: a machine tells it again after each
 * connection, and what really happened stands in the log and the result. One for each machine, because a machine does one
 * thing at a time.
 */
export class ProgressBoard implements ProgressView {
  readonly #feed: Pick<Feed, 'publishLive'>;
  readonly #newest = new Map<string, RunProgress>();

  constructor(feed: Pick<Feed, 'publishLive'>) {
    this.#feed = feed;
  }

  /** A machine tells of its run. */
  take(machineId: string, { type: _, ...told }: ToCollector['progress']): void {
    const progress = { ...told, machineId, receivedAt: new Date().toISOString() };
    this.#newest.set(machineId, progress);
    this.#feed.publishLive({ type: 'progress', ...progress });
  }

  /** The run has ended. */
  ended(machineId: string, executionId: string): void {
    if (this.of(machineId, executionId)) this.#newest.delete(machineId);
  }

  of(machineId: string, executionId: string): RunProgress | null {
    const newest = this.#newest.get(machineId);
    return newest?.executionId === executionId ? newest : null;
  }
}
