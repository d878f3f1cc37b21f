import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import websocket from '@fastify/websocket';
import { LIMITS, ProtocolError } from '@suivi/shared';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import pLimit from 'p-limit';
import type { WebSocket } from 'ws';
import type { AgentStore } from '../domain/agents.ts';
import type { Feed } from '../domain/feed.ts';
import { Turns } from '../domain/turns.ts';
import { type AdmissionDeps, admit } from './admission.ts';
import { Connection } from './connection.ts';
import { NotAdmitted } from './not-admitted.ts';
import { Presence } from './presence.ts';
import { TokenBucket } from './rate.ts';
import { Registry } from './registry.ts';
import { secondsUntilReturn, WaitingRoom } from './return.ts';
import { Session, type SessionDeps } from './session.ts';

/** Agents whose admission is with the store at the same time; they share its transactions. */
const ADMISSIONS = 256;
/** Refused visits written down, a second and at once. */
const VISITS_PER_SECOND = 5;
const VISITS_AT_ONCE = 100;
/** One timer serves all connections: for silence, for strangers who do not prove themselves, and for `last_seen_at`. */
const SWEEP_MS = 5_000;

/** Milliseconds until a silent peer counts as gone, and a stranger that does not go on, and how many may come. The usual ones unless given. */
export interface LinkTimes {
  readonly silenceMs?: number;
  readonly handshakeMs?: number;
  readonly sweepMs?: number;
  readonly comingPerSecond?: number;
  readonly comingAtOnce?: number;
}

export interface LinkOptions extends Omit<SessionDeps, 'admit' | 'epoch'>, LinkTimes {
  readonly agents: AgentStore;
  readonly feed: Pick<Feed, 'publish'>;
}

/** The agents' end of the collector. */
export class LinkServer {
  readonly #options: LinkOptions;
  readonly #registry = new Registry();
  /** Two agents of one machine are let in, and let go, one after the other. */
  readonly #turns = new Turns();
  readonly #presence: Presence;
  readonly #waitingRoom: WaitingRoom;
  readonly #deps: SessionDeps;
  readonly #timer: NodeJS.Timeout;
  #stopping = false;

  constructor(options: LinkOptions) {
    const { agents, feed, logger, sweepMs = SWEEP_MS } = options;
    this.#options = options;
    this.#waitingRoom = new WaitingRoom(options.comingPerSecond, options.comingAtOnce);
    this.#presence = new Presence({ agents, feed, logger, registry: this.#registry, turns: this.#turns });
    const admission: AdmissionDeps = {
      agents,
      feed,
      registry: this.#registry,
      limit: pLimit(ADMISSIONS),
      visits: new TokenBucket(VISITS_PER_SECOND, VISITS_AT_ONCE),
    };
    this.#deps = {
      ...options,
      epoch: agents.epoch,
      admit: (session, hello, prove) =>
        this.#turns.run(hello.machineId, async () => {
          if (!session.open) throw new NotAdmitted(new ProtocolError('handshake_timeout'), 0);
          const admitted = await admit(admission, hello, prove, session.address);
          if (session.open) this.#registry.seat(hello.machineId, session)?.refuse('replaced');
          else void this.#presence.gone(hello.machineId, 'gone before the welcome');
          return admitted;
        }),
    };
    this.#timer = setInterval(() => this.#sweep(), sweepMs).unref();
  }

  /** Registers the route on which agents connect. */
  async register(app: FastifyInstance, path: string): Promise<void> {
    await app.register(websocket, {
      options: { maxPayload: LIMITS.messageBytes, perMessageDeflate: false },
    });
    const route = { websocket: true, config: { open: true }, schema: { hide: true } } as const;
    app.get(path, route, (socket, request) => this.#accept(socket, request));
  }

  /** The machine's peer when it is connected. */
  peer(machineId: string): Session | null {
    const session = this.#registry.of(machineId);
    return session?.online ? session : null;
  }

  /** Ends the connection of a machine that is no longer welcome, also of one that is being let in just now. */
  async expel(machineId: string): Promise<void> {
    await this.#turns.run(machineId, async () => this.#registry.of(machineId)?.refuse('machine_deleted'));
  }

  /** Tells every agent to come back later, spread over some seconds, and waits until they are gone and that is recorded. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    const { sessions, size } = this.#registry;
    for (const session of sessions) session.refuse('shutting_down', secondsUntilReturn(size, Math.random));
    await this.#presence.flush();
    await this.#registry.empty();
    await this.#turns.idle();
  }

  #accept(ws: WebSocket, { ip: address, raw }: FastifyRequest): void {
    forgetRequest(ws, raw.socket);
    const session = new Session(new Connection(ws, raw.socket, address), this.#deps);
    ws.on('error', ({ message }) => this.#options.logger.info({ address, message }, 'a connection broke'));
    if (this.#stopping) return session.refuse('shutting_down', secondsUntilReturn(1, Math.random));
    const wait = this.#waitingRoom.wait();
    if (wait !== null) return session.refuse('busy', wait);
    this.#registry.add(session);
    ws.on('message', (data: Buffer, isBinary: boolean) => session.receive(data, isBinary));
    ws.on('pong', () => {
      session.heardAt = performance.now();
    });
    ws.on('close', (_code, reason) => {
      session.closed();
      if (this.#registry.remove(session))
        void this.#presence.gone(session.machineId, reason.toString() || 'gone');
    });
  }

  #sweep(): void {
    const { silenceMs = LIMITS.silenceMs, handshakeMs = LIMITS.handshakeMs } = this.#options;
    const now = performance.now();
    for (const session of this.#registry.sessions) {
      if (session.awaitsHandshake && now - session.startedAt > handshakeMs)
        session.refuse('handshake_timeout');
      else if (!session.paused && now - session.heardAt > silenceMs) session.terminate();
    }
    this.#presence.flushWhenDue();
  }
}

/** A connection stands for weeks: the request and the answer that it began with, which both hang on it, are let go. */
function forgetRequest(ws: WebSocket, socket: Socket & { _httpMessage?: ServerResponse }): void {
  ws.removeAllListeners('error');
  socket._httpMessage?.detachSocket(socket);
}
