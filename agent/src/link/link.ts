import { setTimeout as sleep } from 'node:timers/promises';
import { type AgentSettings, LIMITS, type LogChunk, ProtocolError, type SnapshotKind } from '@suivi/shared';
import { monotonicMs } from '../domain/clock.ts';
import { type Listeners, listeners } from '../domain/listeners.ts';
import type { Logger } from '../domain/logger.ts';
import type { Journal, LogSender, Planner, RunProgress, Spool, StorePosition } from '../domain/ports.ts';
import { BACKOFF, type BackoffRules, nextDelay } from './backoff.ts';
import { Disconnected } from './disconnected.ts';
import { greet } from './greet.ts';
import { Online } from './online.ts';
import type { LinkIdentity, Speaker } from './parties.ts';
import { Plans } from './plans.ts';
import { Socket } from './socket.ts';

export type LinkState =
  | { readonly name: 'idle' | 'connecting' | 'greeting' | 'proving' | 'welcomed' | 'online' | 'stopped' }
  | { readonly name: 'waiting'; readonly because: Disconnected; readonly delayMs: number };

/** Every bound in time of a connection, in milliseconds. */
export interface LinkTimes extends BackoffRules {
  readonly handshakeMs: number;
  readonly silenceMs: number;
}

const TIMES: LinkTimes = { ...BACKOFF, handshakeMs: LIMITS.handshakeMs, silenceMs: LIMITS.silenceMs };
/** How many unknown message types are named in the log. */
const UNKNOWN_NAMED = 20;
const STOPPED = new Disconnected('stopped', 'The agent is stopping.');

export interface LinkOptions {
  /** The collector's address, http or https, without a slash at its end. */
  readonly url: string;
  readonly identity: LinkIdentity;
  readonly speaker: Speaker;
  readonly stateDir: string;
  readonly spool: Spool;
  readonly journal: Journal;
  readonly planner: Planner;
  readonly logger: Logger;
  readonly times?: Partial<LinkTimes>;
}

interface LinkEvents {
  readonly state: Listeners<[LinkState]>;
  readonly welcome: Listeners<[StorePosition]>;
  readonly settings: Listeners<[AgentSettings]>;
  readonly wantSnapshot: Listeners<[SnapshotKind]>;
  readonly writable: Listeners;
}

/**
 * Keeps one connection to the collector for as long as the agent lives.
 *
 *            start()             open            CHALLENGE proven        WELCOME            kept on disk
 *     idle ───────────> connecting ───> greeting ────────────────> proving ────────> welcomed ─────────────> online
 *                        ^    │             │                         │                 │                      │
 *                        │    └─────────────┴─────────────┬───────────┴─────────────────┴──────────────────────┘
 *                        │                                │ unreachable, lost, silent, refused, malformed
 *                        └──────── delay over ──────── waiting                stop(): from any of them to stopped
 */
export class Link implements LogSender {
  readonly on: LinkEvents = {
    state: listeners(),
    welcome: listeners(),
    settings: listeners(),
    wantSnapshot: listeners(),
    writable: listeners(),
  };
  readonly #options: LinkOptions;
  readonly #times: LinkTimes;
  readonly #plans: Plans;
  readonly #stopping = new AbortController();
  readonly #unknown = new Set<string>();
  #state: LinkState = { name: 'idle' };
  #socket: Socket | null = null;
  #online: Online | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#times = { ...TIMES, ...options.times };
    this.#plans = new Plans(options.planner);
  }

  get state(): LinkState {
    return this.#state;
  }

  start(): void {
    if (this.#state.name === 'idle') this.#running = this.#run();
  }

  /** Closes the connection for good. Resolves when nothing runs any more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#socket?.fail(STOPPED);
    await this.#running;
    this.#enter({ name: 'stopped' });
  }

  sendLog(chunk: LogChunk): boolean {
    return this.#online?.sendLog(chunk) ?? false;
  }

  sendProgress(progress: RunProgress): boolean {
    this.#online?.sendProgress(progress);
    return this.#online !== null;
  }

  onWritable(listener: () => void): () => void {
    return this.on.writable.add(listener);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    for (let failures = 1; !signal.aborted; failures += 1) {
      const because = await this.#connect();
      if (signal.aborted) return;
      if (because.stood >= this.#times.stableMs) failures = 1;
      const { retry, retryAfterSeconds } = because.end;
      const delayMs = nextDelay({ failures, retry, retryAfterSeconds }, this.#times, Math.random);
      this.#enter({ name: 'waiting', because: because.end, delayMs });
      await sleep(delayMs, undefined, { signal }).catch(() => {});
    }
  }

  /** One connection from beginning to end; gives why it ended and how many milliseconds it stood. */
  async #connect(): Promise<{ end: Disconnected; stood: number }> {
    const { url, identity, speaker, stateDir, spool, logger } = this.#options;
    const { handshakeMs } = this.#times;
    const onProving = () => this.#enter({ name: 'proving' });
    let onlineSince = Number.POSITIVE_INFINITY;
    try {
      this.#enter({ name: 'connecting' });
      const socket = await Socket.open(endpoint(url), handshakeMs, this.#stopping.signal, identity.ca);
      this.#socket = socket;
      if (this.#stopping.signal.aborted) socket.fail(STOPPED);
      this.#enter({ name: 'greeting' });
      const welcome = await greet(socket, { identity, speaker, stateDir, handshakeMs, onProving });
      this.#enter({ name: 'welcomed' });
      await spool.reconcile(welcome.lastSeq);
      this.on.welcome.call(welcome);
      onlineSince = monotonicMs();
      return await this.#converse(socket, welcome.settings);
    } catch (error) {
      const end = Disconnected.from(error);
      if (end.code === 'internal')
        logger.error('The connection met an internal error.', { error: (error as Error).stack });
      await this.#socket?.close(error instanceof ProtocolError ? error : null);
      this.#socket = null;
      await spool
        .release()
        .catch((failed: Error) => logger.error('The outbox met an error.', { error: failed }));
      return { end, stood: monotonicMs() - onlineSince };
    }
  }

  async #converse(socket: Socket, settings: AgentSettings): Promise<never> {
    const { spool, journal } = this.#options;
    const events = {
      settings: (wanted: AgentSettings) => this.on.settings.call(wanted),
      wantSnapshot: (kind: SnapshotKind) => this.on.wantSnapshot.call(kind),
      writable: () => this.on.writable.call(),
      unknown: (name: string) => this.#noteUnknown(name),
    };
    const { silenceMs } = this.#times;
    this.#online = new Online({ socket, spool, journal, plans: this.#plans, events, silenceMs });
    this.#enter({ name: 'online' });
    try {
      return await this.#online.run(settings);
    } finally {
      this.#online = null;
    }
  }

  #noteUnknown(name: string): void {
    if (this.#unknown.has(name) || this.#unknown.size >= UNKNOWN_NAMED) return;
    this.#unknown.add(name);
    this.#options.logger.info('The collector sent a message of a type that is not known; it is ignored.', {
      name,
    });
  }

  #enter(state: LinkState): void {
    this.#state = state;
    this.on.state.call(state);
  }
}

const endpoint = (url: string): string => `${url.replace(/^http/, 'ws')}/api/agent`;
