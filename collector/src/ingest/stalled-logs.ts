import type { Reply } from './reply.ts';
import { FIRST_RETRY_MS, nextRetryMs } from './retry-times.ts';

/** A log that an agent is sending. */
export interface IncomingLog {
  readonly machineId: string;
  readonly executionId: string;
  readonly reply: Reply;
}

export interface StalledLogsOptions {
  /** Throws while the disk takes nothing: to say what is held succeeds also then, and agents need not be told it. */
  readonly tryRoom: () => Promise<void>;
  /** It still takes nothing. */
  readonly onFull: (error: unknown) => void;
  /** Goes on with a log; one that fails again is added again. */
  readonly resume: (log: IncomingLog) => void;
  /** Nothing has failed since the last round. */
  readonly onNone: () => void;
}

/** Logs that the disk has refused. Agents do not send again by themselves, so each is gone on with, ever more slowly. */
export class StalledLogs {
  readonly #options: StalledLogsOptions;
  #logs: IncomingLog[] = [];
  #timer: NodeJS.Timeout | null = null;
  #delayMs = FIRST_RETRY_MS;

  constructor(options: StalledLogsOptions) {
    this.#options = options;
  }

  add(log: IncomingLog): void {
    const isKnown = this.#logs.some(
      ({ reply, executionId }) => reply === log.reply && executionId === log.executionId,
    );
    if (!isKnown) this.#logs.push(log);
    this.#timer ??= setTimeout(() => void this.#round(), this.#delayMs).unref();
  }

  /** The agent is gone; it will tell of its logs when it is back. */
  forget(reply: Reply): void {
    this.#logs = this.#logs.filter((log) => log.reply !== reply);
  }

  async #round(): Promise<void> {
    const { tryRoom, onFull, onNone, resume } = this.#options;
    const isFull = await tryRoom().then(
      () => false,
      (error: unknown) => {
        onFull(error);
        return true;
      },
    );
    const logs = isFull ? [] : this.#logs.splice(0);
    this.#timer = null;
    if (!isFull && logs.length === 0) {
      this.#delayMs = FIRST_RETRY_MS;
      return onNone();
    }
    this.#delayMs = nextRetryMs(this.#delayMs);
    this.#timer = setTimeout(() => void this.#round(), this.#delayMs).unref();
    for (const log of logs) resume(log);
  }
}
