import type { Metrics } from '@suivi/shared';
import type { Logger } from '../domain/logger.ts';
import type { Outbox } from '../domain/ports.ts';

export interface MetricsOptions {
  readonly read: () => Promise<Metrics>;
  readonly outbox: Outbox;
  readonly logger: Logger;
}

/** Reports metrics while somebody listens: old ones are of no use. */
export class MetricsTimer {
  readonly #options: MetricsOptions;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: MetricsOptions) {
    this.#options = options;
  }

  /** Reports now and then every so many seconds. */
  start(seconds: number): void {
    this.stop();
    this.#timer = setInterval(() => void this.#report(), seconds * 1000);
    void this.#report();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #report(): Promise<void> {
    const { read, outbox, logger } = this.#options;
    try {
      await outbox.put({ type: 'metrics', payload: await read() });
    } catch (error) {
      logger.warning('Metrics could not be reported.', { error });
    }
  }
}
