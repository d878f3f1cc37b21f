import type { LogChunk, ToCollector } from '@suivi/shared';
import type { Feed, LogFiles } from '../domain/ports.ts';
import type { Reply } from './reply.ts';

type Finished = ToCollector['execution_finished'];

/** Times that a log is asked for again because its sha256 disagrees; then it is kept as it is, and the execution says so. */
const MAX_DISAGREEMENTS = 3;

export interface LogIntakeOptions {
  readonly files: Pick<LogFiles, 'append' | 'digest' | 'discard' | 'size'>;
  readonly feed: Pick<Feed, 'publishLive'>;
  /** Called with the end of an execution once its log is whole. */
  readonly onWhole: (machineId: string, message: Finished, reply: Reply) => void;
  readonly onError?: (error: unknown, machineId: string, executionId: string) => void;
}

/** Takes log chunks in, and holds the end of an execution back until its log is whole. */
export class LogIntake {
  readonly #options: LogIntakeOptions;
  readonly #held = new Map<string, { readonly message: Finished; readonly reply: Reply }>();
  readonly #disagreements = new Map<string, number>();

  constructor(options: LogIntakeOptions) {
    this.#options = options;
  }

  /** Stores a chunk and acknowledges what is durable. When the disk refuses nothing is said, and the agent keeps its log. */
  take(machineId: string, { executionId, offset, bytes }: LogChunk, reply: Reply): Promise<void> {
    return this.#guard(machineId, executionId, async () => {
      const size = await this.#options.files.append(machineId, executionId, offset, bytes);
      reply.send({ type: 'log_ack', executionId, offset: size });
      this.#options.feed.publishLive({ type: 'log', machineId, executionId, size });
      const held = this.#held.get(executionId);
      if (held?.reply === reply && size >= held.message.result.log.bytes) await this.#settle(machineId, held);
    });
  }

  /** Tells the agent how much of a log is held here, from which it goes on. */
  tell(machineId: string, executionId: string, reply: Reply): Promise<void> {
    return this.#guard(machineId, executionId, async () => {
      const offset = await this.#options.files.size(machineId, executionId);
      reply.send({ type: 'log_ack', executionId, offset });
    });
  }

  /** Passes the message on when the log agrees with its sha256; otherwise keeps it and asks for the log again. */
  finish(machineId: string, message: Finished, reply: Reply): Promise<void> {
    return this.#guard(machineId, message.result.executionId, () =>
      this.#settle(machineId, { message, reply }),
    );
  }

  /** The connection is gone: its agent will send again what was held. */
  forget(reply: Reply): void {
    for (const [executionId, held] of this.#held) if (held.reply === reply) this.#held.delete(executionId);
  }

  async #settle(
    machineId: string,
    end: { readonly message: Finished; readonly reply: Reply },
  ): Promise<void> {
    const { message, reply } = end;
    const { executionId, log } = message.result;
    const here = await this.#options.files.digest(machineId, executionId);
    const agrees = here.bytes === log.bytes && here.sha256 === log.sha256;
    const tries = this.#disagreements.get(executionId) ?? 0;
    if (agrees || (here.bytes >= log.bytes && tries >= MAX_DISAGREEMENTS)) {
      this.#held.delete(executionId);
      this.#disagreements.delete(executionId);
      this.#options.onWhole(machineId, agrees ? message : withLostLog(message, here), reply);
      return;
    }
    this.#held.set(executionId, end);
    if (here.bytes < log.bytes) return reply.send({ type: 'log_ack', executionId, offset: here.bytes });
    this.#disagreements.set(executionId, tries + 1);
    await this.#options.files.discard(machineId, executionId);
    reply.send({ type: 'log_ack', executionId, offset: 0 });
  }

  async #guard(machineId: string, executionId: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#options.onError?.(error, machineId, executionId);
    }
  }
}

function withLostLog(message: Finished, here: { bytes: number; sha256: string }): Finished {
  const { result } = message;
  const line = 'The log that the collector holds differs from the one on the machine.';
  return {
    ...message,
    result: {
      ...result,
      errorKind: result.errorKind ?? 'log_lost',
      importantLines: [...result.importantLines, line],
      log: { ...result.log, ...here },
    },
  };
}
