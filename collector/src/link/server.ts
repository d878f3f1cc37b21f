import websocket from '@fastify/websocket';
import { LIMITS } from '@suivi/shared';
import type { FastifyInstance } from 'fastify';
import pLimit from 'p-limit';
import type { WebSocket } from 'ws';
import type { AgentStore, Feed } from '../domain/ports.ts';
import { admit } from './admission.ts';
import { Connection } from './connection.ts';
import { Registry } from './registry.ts';
import { Session, type SessionDeps } from './session.ts';

/** Agents let in at the same time; more wait their turn. */
const ADMISSIONS = 64;
/** One timer serves all connections: for silence, for strangers who do not prove themselves, and for `last_seen_at`. */
const SWEEP_MS = 5_000;
const SEEN_EVERY_MS = 15_000;
const SHUTDOWN_SPREAD_SECONDS = 10;

export interface LinkOptions extends Omit<SessionDeps, 'admit' | 'epoch'> {
  readonly agents: AgentStore;
  readonly feed: Pick<Feed, 'publish'>;
}

/** The agents' end of the collector. */
export class LinkServer {
  readonly #options: LinkOptions;
  readonly #registry = new Registry();
  readonly #limit = pLimit(ADMISSIONS);
  readonly #deps: SessionDeps;
  readonly #timer: NodeJS.Timeout;
  #seenAt = performance.now();
  #stopping = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    const admission = { agents: options.agents, feed: options.feed, registry: this.#registry };
    this.#deps = {
      ...options,
      epoch: options.agents.epoch,
      admit: (session, hello, prove) =>
        this.#limit(() =>
          this.#registry.inTurn(hello.machineId, async () => {
            const admitted = await admit(admission, hello, prove, session.address);
            this.#registry.seat(hello.machineId, session);
            return admitted;
          }),
        ),
    };
    this.#timer = setInterval(() => this.#sweep(), SWEEP_MS).unref();
  }

  /** Registers the route on which agents connect. */
  async register(app: FastifyInstance, path: string): Promise<void> {
    await app.register(websocket, {
      options: { maxPayload: LIMITS.messageBytes, perMessageDeflate: false },
    });
    app.get(path, { websocket: true, config: { open: true }, schema: { hide: true } }, (socket, request) =>
      this.#accept(socket, request.ip),
    );
  }

  /** The machine's peer when it is connected. */
  peer(machineId: string): Session | null {
    const session = this.#registry.of(machineId);
    return session?.online ? session : null;
  }

  /** Ends the connection of a machine that is no longer welcome. */
  expel(machineId: string): void {
    this.#registry.of(machineId)?.refuse('machine_deleted');
  }

  /** Tells every agent to come back later, spread over some seconds. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    for (const session of this.#registry.sessions)
      session.refuse('shutting_down', 1 + Math.floor(Math.random() * SHUTDOWN_SPREAD_SECONDS));
    await this.#flushSeen();
  }

  #accept(ws: WebSocket, address: string): void {
    const session = new Session(new Connection(ws, address), this.#deps);
    if (this.#stopping) return session.refuse('shutting_down', SHUTDOWN_SPREAD_SECONDS);
    this.#registry.add(session);
    ws.on('message', (data: Buffer, isBinary: boolean) => void session.receive(data, isBinary));
    ws.on('pong', () => {
      session.heardAt = performance.now();
    });
    ws.on('error', (error) =>
      this.#options.logger.info({ address, code: error.message }, 'a connection broke'),
    );
    ws.on('close', (_code, reason) => void this.#left(session, reason.toString()));
  }

  async #left(session: Session, reason: string): Promise<void> {
    const { agents, feed, events, logger } = this.#options;
    session.closed();
    const wasSeated = this.#registry.remove(session);
    if (!wasSeated) return;
    events.offline(session);
    try {
      feed.publish(
        await agents.recordDisconnected(session.machineId, new Date().toISOString(), reason || 'gone'),
      );
    } catch (error) {
      logger.error({ err: error, machineId: session.machineId }, 'a disconnection was not recorded');
    }
  }

  #sweep(): void {
    const now = performance.now();
    for (const session of this.#registry.sessions) {
      if (!session.online && now - session.startedAt > LIMITS.handshakeMs)
        session.refuse('handshake_timeout');
      else if (now - session.heardAt > LIMITS.silenceMs) session.terminate();
    }
    if (now - this.#seenAt > SEEN_EVERY_MS) void this.#flushSeen();
  }

  async #flushSeen(): Promise<void> {
    const since = this.#seenAt;
    this.#seenAt = performance.now();
    const at = new Date().toISOString();
    const seen = [...this.#registry.sessions]
      .filter((session) => session.online && session.heardAt >= since)
      .map(({ machineId, clockSkewMs }) => ({ machineId, at, clockSkewMs }));
    if (seen.length === 0) return;
    try {
      await this.#options.agents.recordSeen(seen);
    } catch (error) {
      this.#options.logger.error({ err: error }, 'the last signs of life were not recorded');
    }
  }
}
