import type { LogChunk, ToCollector } from '@suivi/shared';
import type { Feed } from '../domain/feed.ts';
import type { StoreProblem } from '../domain/ingest.ts';
import type { LogFiles } from '../domain/logs.ts';
import { reportsProblem } from '../domain/reports.ts';
import { Backlog } from './backlog.ts';
import { ProblemState } from './problem.ts';
import type { Reply } from './reply.ts';
import { RightOfWay } from './right-of-way.ts';
import { type IncomingLog, StalledLogs } from './stalled-logs.ts';

type Finished = ToCollector['execution_finished'];

/** Times that a log is asked for again because its sha256 disagrees; then it is kept as it is, and the execution says so. */
const MAX_DISAGREEMENTS = 3;

export interface LogIntakeOptions {
  readonly files: Pick<LogFiles, 'append' | 'digest' | 'discard' | 'size' | 'tryRoom'>;
  readonly feed: Pick<Feed, 'publishLive'>;
  /** What waits here and elsewhere for the disk. */
  readonly backlog?: Backlog;
  readonly rightOfWay?: RightOfWay;
  /** Called with the end of an execution once its log is whole. */
  readonly onWhole: (machineId: string, message: Finished, reply: Reply) => void;
  readonly onProblem?: (problem: StoreProblem | null) => void;
}

/** A log, and the ends of its execution that wait for it: an end sent twice wants two answers. */
interface Awaited extends IncomingLog {
  readonly ends: Finished[];
  disagreements: number;
  isSettling: boolean;
  /** Something came while the log was being read: what was read is old. */
  isStale: boolean;
}

/** Takes log chunks in, and holds the end of an execution back until its log is whole. */
export class LogIntake {
  readonly #options: LogIntakeOptions;
  readonly #backlog: Backlog;
  readonly #rightOfWay: RightOfWay;
  readonly #problem: ProblemState;
  readonly #stalled: StalledLogs;
  readonly #awaited = new Map<Reply, Map<string, Awaited>>();

  constructor(options: LogIntakeOptions) {
    this.#options = options;
    this.#backlog = options.backlog ?? new Backlog();
    this.#rightOfWay = options.rightOfWay ?? new RightOfWay();
    this.#problem = new ProblemState(options.onProblem);
    this.#stalled = new StalledLogs({
      tryRoom: () => options.files.tryRoom(),
      onFull: (error) => this.#problem.failed(reportsProblem(error)),
      resume: (log) => void this.#resume(log),
      onNone: () => this.#problem.clear(),
    });
  }

  /** Why no log can be stored at the moment; null when it can. */
  get problem(): StoreProblem | null {
    return this.#problem.current;
  }

  /** Stores a chunk and acknowledges what is durable. What the disk refuses is asked for again later. Resolves when the bytes are no longer read. */
  async take(machineId: string, { executionId, offset, bytes }: LogChunk, reply: Reply): Promise<void> {
    this.#backlog.add(reply, bytes.length);
    await this.#guard({ machineId, executionId, reply }, async () => {
      await this.#rightOfWay.give();
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
    return this.#guard({ machineId, executionId, reply }, async () => {
      const offset = await this.#options.files.size(machineId, executionId);
      reply.send({ type: 'log_ack', executionId, offset });
    });
  }

  /** Passes the message on when the log agrees with its sha256; otherwise keeps it and asks for the log again. */
  finish(machineId: string, message: Finished, reply: Reply): Promise<void> {
    const awaited = this.#awaitedBy(reply, machineId, message.result.executionId);
    awaited.ends.push(message);
    return this.#guard(awaited, () => this.#settle(awaited));
  }

  /** The connection is gone: its agent will send again what was held. */
  forget(reply: Reply): void {
    this.#awaited.delete(reply);
    this.#stalled.forget(reply);
  }

  /** After the disk has refused it: the agent goes back to what is held, or its ends are settled when that is all. */
  #resume(log: IncomingLog): Promise<void> {
    const { machineId, executionId, reply } = log;
    const awaited = this.#awaited.get(reply)?.get(executionId);
    return awaited ? this.#guard(log, () => this.#settle(awaited)) : this.tell(machineId, executionId, reply);
  }

  #awaitedBy(reply: Reply, machineId: string, executionId: string): Awaited {
    const logs = this.#awaited.get(reply) ?? new Map<string, Awaited>();
    this.#awaited.set(reply, logs);
    const awaited = logs.get(executionId) ?? {
      machineId,
      executionId,
      reply,
      ends: [],
      disagreements: 0,
      isSettling: false,
      isStale: false,
    };
    logs.set(executionId, awaited);
    return awaited;
  }

  /** One at a time: what comes meanwhile is settled along. */
  async #settle(awaited: Awaited): Promise<void> {
    awaited.isStale = true;
    if (awaited.isSettling) return;
    awaited.isSettling = true;
    try {
      await this.#settleEnds(awaited);
    } finally {
      awaited.isSettling = false;
    }
  }

  async #settleEnds(awaited: Awaited): Promise<void> {
    const { machineId, executionId, reply, ends } = awaited;
    const { files, onWhole } = this.#options;
    let here = { bytes: 0, sha256: '' };
    do {
      awaited.isStale = false;
      here = await files.digest(machineId, executionId);
      // An agent that is told the size of a moment ago believes that its log is lost, and it sends it only so often.
    } while (awaited.isStale);
    for (const message of ends.splice(0)) {
      const { log } = message.result;
      const agrees = here.bytes === log.bytes && here.sha256 === log.sha256;
      const isGivenUp = here.bytes >= log.bytes && awaited.disagreements >= MAX_DISAGREEMENTS;
      if (agrees || isGivenUp) onWhole(machineId, agrees ? message : withLostLog(message, here), reply);
      else ends.push(message);
    }
    if (ends.length === 0) return void this.#awaited.get(reply)?.delete(executionId);
    const isShort = ends.some(({ result }) => here.bytes < result.log.bytes);
    if (!isShort) {
      awaited.disagreements += 1;
      await files.discard(machineId, executionId);
    }
    reply.send({ type: 'log_ack', executionId, offset: isShort ? here.bytes : 0 });
  }

  async #guard(log: IncomingLog, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#problem.failed(reportsProblem(error));
      this.#stalled.add(log);
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
