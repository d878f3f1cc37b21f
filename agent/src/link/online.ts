import {
  type AgentSettings,
  encodeLogChunk,
  fits,
  Id,
  type LogChunk,
  MalformedMessage,
  ProtocolError,
  parseToAgent,
  type SnapshotKind,
  type ToAgent,
  type ToAgentMessage,
  type ToCollectorMessage,
  type UnknownMessage,
} from '@suivi/shared';
import type { Journal, RunProgress, Spool } from '../domain/ports.ts';
import { Disconnected } from './disconnected.ts';
import type { Plans } from './plans.ts';
import { Pump } from './pump.ts';
import { HIGH_WATER_BYTES, type Socket } from './socket.ts';

/** The most that one `journal` message holds. */
const JOURNAL_ENTRIES = 1000;

/** What a connection that stands tells the link. */
export interface OnlineEvents {
  settings(settings: AgentSettings): void;
  wantSnapshot(kind: SnapshotKind): void;
  unknown(name: string): void;
  writable(): void;
}

export interface OnlineOptions {
  readonly socket: Socket;
  readonly spool: Spool;
  readonly journal: Journal;
  readonly plans: Plans;
  readonly events: OnlineEvents;
  readonly silenceMs: number;
}

type Handlers = { readonly [T in keyof ToAgent]?: (message: ToAgent[T]) => void | Promise<void> };

/** A connection after WELCOME: sends what waits, answers what comes. */
export class Online {
  readonly #options: OnlineOptions;
  readonly #pump: Pump;
  #heartbeat: NodeJS.Timeout | undefined;
  #stands = true;

  constructor(options: OnlineOptions) {
    this.#options = options;
    this.#pump = new Pump(options.socket, options.spool);
  }

  /** Runs until the connection ends, and throws the reason. */
  async run(settings: AgentSettings): Promise<never> {
    const { socket, spool, journal, events, silenceMs } = this.#options;
    const stopWaiting = spool.onWaiting(() => this.#pump.run());
    const stopWritten = socket.onWritten(() => {
      this.#pump.run();
      if (socket.buffered < HIGH_WATER_BYTES) events.writable();
    });
    try {
      this.#apply(settings);
      this.#tellJobs();
      journal.resume();
      this.#pump.run();
      for (;;) await this.#handle(await socket.read(silenceMs));
    } finally {
      this.#stands = false;
      stopWaiting();
      stopWritten();
      clearInterval(this.#heartbeat);
      await this.#pump.stop();
    }
  }

  /** Sends a chunk now. False: the socket has enough. */
  sendLog(chunk: LogChunk): boolean {
    const { socket } = this.#options;
    if (socket.buffered >= HIGH_WATER_BYTES) return false;
    socket.send(encodeLogChunk(chunk));
    return true;
  }

  /** Sends what a run is doing. */
  sendProgress(progress: RunProgress): void {
    this.#send({ type: 'progress', ...progress });
  }

  readonly #handlers: Handlers = {
    refused: (message) => {
      throw Disconnected.refused(message);
    },
    ack: async ({ ids }) => {
      await this.#options.spool.acknowledge(ids);
      this.#pump.settled(ids);
    },
    rejected: async ({ id, code, message }) => {
      await this.#options.spool.reject(id, `The collector rejected it (${code}): ${message}`);
      this.#pump.settled([id]);
    },
    log_ack: ({ executionId, offset }) => this.#options.journal.logAck(executionId, offset),
    job: async ({ job }) => {
      const { jobId } = job.order;
      const answer = await this.#options.journal.accept(job);
      if (answer === 'accepted') this.#send({ type: 'job_accepted', jobId });
      else this.#send({ type: 'job_refused', jobId, ...answer });
    },
    cancel_job: async ({ jobId }) => {
      await this.#options.journal.cancel(jobId);
      this.#tellJobs();
    },
    plan_request: (request) =>
      this.#options.plans.answer(request, {
        send: (answer) => this.#stands && this.#send(answer),
        stands: () => this.#stands,
      }),
    want_snapshot: ({ kind }) => this.#options.events.wantSnapshot(kind),
    want_execution: ({ executionId }) => this.#options.journal.wantExecution(executionId),
    heartbeat: () => {},
    settings: ({ settings }) => this.#apply(settings),
  };

  async #handle(text: string): Promise<void> {
    const message = this.#read(text);
    if (message === null) return;
    if (message.type === 'unknown') return this.#options.events.unknown(message.name);
    const handler = this.#handlers[message.type] as
      | ((message: ToAgentMessage) => void | Promise<void>)
      | undefined;
    if (!handler) throw new ProtocolError('unexpected_message', `It was ${message.type}.`);
    await handler(message);
  }

  /** A job that cannot be read, e.g. of a newer collector, is refused: it would be sent again after each connection. */
  #read(text: string): ToAgentMessage | UnknownMessage | null {
    try {
      return parseToAgent(text);
    } catch (error) {
      const jobId = error instanceof MalformedMessage && error.type === 'job' ? jobIdOf(error.value) : null;
      if (jobId === null) throw error;
      const message = `This release of the agent cannot read it. ${(error as Error).message}`;
      this.#send({ type: 'job_refused', jobId, code: 'invalid', message: message.slice(0, 1000) });
      return null;
    }
  }

  #tellJobs(): void {
    this.#send({ type: 'journal', jobs: this.#options.journal.list().slice(-JOURNAL_ENTRIES) });
  }

  #apply(settings: AgentSettings): void {
    clearInterval(this.#heartbeat);
    const beat = () => this.#send({ type: 'heartbeat', now: new Date().toISOString() });
    this.#heartbeat = setInterval(beat, settings.heartbeatSeconds * 1000);
    this.#options.events.settings(settings);
  }

  #send(message: ToCollectorMessage): void {
    this.#pump.countOther();
    this.#options.socket.send(message);
  }
}

function jobIdOf(value: { job?: { order?: { jobId?: unknown } | null } | null }): string | null {
  const jobId = value.job?.order?.jobId;
  return fits(Id, jobId) ? jobId : null;
}
