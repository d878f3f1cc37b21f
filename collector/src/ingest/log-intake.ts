import type { LogChunk, ToCollector } from '@suivi/shared';
import type { Feed, LogFiles, StoreProblem } from '../domain/ports.ts';
import { Backlog } from './backlog.ts';
import { ProblemState } from './problem.ts';
import type { Reply } from './reply.ts';

type Finished = ToCollector['execution_finished'];

/** Times that a log is asked for again because its sha256 disagrees; then it is kept as it is, and the execution says so. */
const MAX_DISAGREEMENTS = 3;

export interface LogIntakeOptions {
  readonly files: Pick<LogFiles, 'append' | 'digest' | 'discard' | 'size'>;
  readonly feed: Pick<Feed, 'publishLive'>;
  /** What waits here and elsewhere for the disk. */
  readonly backlog?: Backlog;
  /** Called with the end of an execution once its log is whole. */
  readonly onWhole: (machineId: string, message: Finished, reply: Reply) => void;
  readonly onProblem?: (problem: StoreProblem | null) => void;
}

/** A log of one agent's, and the ends of its execution that wait for it: an end sent twice wants two answers. */
interface Awaited {
  readonly machineId: string;
  readonly executionId: string;
  readonly reply: Reply;
  ends: Finished[];
  disagreements: number;
}

/** Takes log chunks in, and holds the end of an execution back until its log is whole. */
export class LogIntake {
  readonly #options: LogIntakeOptions;
  readonly #backlog: Backlog;
  readonly #problem: ProblemState;
  readonly #awaited = new Map<Reply, Map<string, Awaited>>();

  constructor(options: LogIntakeOptions) {
    this.#options = options;
    this.#backlog = options.backlog ?? new Backlog();
    this.#problem = new ProblemState(options.onProblem);
  }

  /** Why no log can be stored at the moment; null when it can. */
  get problem(): StoreProblem | null {
    return this.#problem.current;
  }

  /** Stores a chunk and acknowledges what is durable. When the disk refuses nothing is said, and the agent sends it again later. */
  async take(machineId: string, { executionId, offset, bytes }: LogChunk, reply: Reply): Promise<void> {
    this.#backlog.add(reply, bytes.length);
    await this.#guard(async () => {
      const size = await this.#options.files.append(machineId, executionId, offset, bytes);
      reply.send({ type: 'log_ack', executionId, offset: size });
      this.#options.feed.publishLive({ type: 'log', machineId, executionId, size });
      const awaited = this.#awaited.get(reply)?.get(executionId);
      if (awaited?.ends.some(({ result }) => size >= result.log.bytes)) await this.#settle(awaited);
    });
    this.#backlog.remove(reply, bytes.length);
  }

  /** Tells the agent how much of a log is held here, from which it goes on. */
  tell(machineId: string, executionId: string, reply: Reply): Promise<void> {
    return this.#guard(async () => {
      const offset = await this.#options.files.size(machineId, executionId);
      reply.send({ type: 'log_ack', executionId, offset });
    });
  }

  /** Passes the message on when the log agrees with its sha256; otherwise keeps it and asks for the log again. */
  finish(machineId: string, message: Finished, reply: Reply): Promise<void> {
    const awaited = this.#awaitedBy(reply, machineId, message.result.executionId);
    awaited.ends.push(message);
    return this.#guard(() => this.#settle(awaited));
  }

  /** The connection is gone: its agent will send again what was held. */
  forget(reply: Reply): void {
    this.#awaited.delete(reply);
  }

  #awaitedBy(reply: Reply, machineId: string, executionId: string): Awaited {
    const logs = this.#awaited.get(reply) ?? new Map<string, Awaited>();
    this.#awaited.set(reply, logs);
    const awaited = logs.get(executionId) ?? { machineId, executionId, reply, ends: [], disagreements: 0 };
    logs.set(executionId, awaited);
    return awaited;
  }

  async #settle(awaited: Awaited): Promise<void> {
    const { machineId, executionId, reply } = awaited;
    const { files, onWhole } = this.#options;
    const here = await files.digest(machineId, executionId);
    const waiting: Finished[] = [];
    let last = 0;
    // Taken out at once: another chunk may have come to settle the same ends meanwhile.
    for (const message of awaited.ends.splice(0)) {
      const { log } = message.result;
      const agrees = here.bytes === log.bytes && here.sha256 === log.sha256;
      const isGivenUp = here.bytes >= log.bytes && awaited.disagreements >= MAX_DISAGREEMENTS;
      if (agrees) onWhole(machineId, message, reply);
      else if (isGivenUp) onWhole(machineId, withLostLog(message, here), reply);
      else {
        waiting.push(message);
        last = Math.max(last, log.bytes);
      }
    }
    awaited.ends.unshift(...waiting);
    if (awaited.ends.length === 0) return void this.#awaited.get(reply)?.delete(executionId);
    if (waiting.length === 0) return;
    if (here.bytes < last) return reply.send({ type: 'log_ack', executionId, offset: here.bytes });
    awaited.disagreements += 1;
    await files.discard(machineId, executionId);
    reply.send({ type: 'log_ack', executionId, offset: 0 });
  }

  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#problem.clear();
    } catch (error) {
      this.#problem.failed(error);
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
