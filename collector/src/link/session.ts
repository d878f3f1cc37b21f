import {
  type AgentSettings,
  decodeLogChunk,
  fits,
  type Hello,
  Id,
  isDurable,
  LIMITS,
  MalformedMessage,
  ProtocolError,
  type ProtocolErrorCode,
  type Prove,
  type ToAgentMessage,
  type ToCollectorMessage,
  type UnknownMessage,
} from '@suivi/shared';
import type { FastifyBaseLogger } from 'fastify';
import type { Connection } from './connection.ts';
import { giveBack } from './give-back.ts';
import { Handshake, type Prover } from './handshake.ts';
import { readMessage } from './messages.ts';
import { NotAdmitted } from './not-admitted.ts';
import type { LinkEvents, Peer } from './peer.ts';
import { TokenBucket } from './rate.ts';

const BURST_SECONDS = 10;
const WAIT_FOR_AN_UPGRADE = 300;

/** What a session stands on. */
export interface SessionDeps extends Prover {
  readonly epoch: string;
  readonly settings: () => AgentSettings;
  /** Lets the agent in, or throws NotAdmitted; in the machine's turn. */
  readonly admit: (
    session: Session,
    hello: Hello,
    prove: Prove,
  ) => Promise<{ counter: number; lastSeq: number }>;
  readonly events: LinkEvents;
  readonly logger: FastifyBaseLogger;
}

type State = 'greeting' | 'proving' | 'admitting' | 'online' | 'closed';

/**
 * One connection of an agent, or of somebody who says so.
 *
 *     greeting --hello--> proving --prove--> admitting --committed--> online
 *         |                  |                   |                       |
 *         +------------------+---- refused, silent or gone: closed <-----+
 *
 * Before `online` nothing but the message that comes next is accepted.
 */
export class Session implements Peer {
  readonly #connection: Connection;
  readonly #deps: SessionDeps;
  readonly #bucket = new TokenBucket(LIMITS.messagesPerSecond, LIMITS.messagesPerSecond * BURST_SECONDS);
  readonly startedAt = performance.now();
  heardAt = this.startedAt;
  clockSkewMs = 0;
  #state: State = 'greeting';
  #handshake: Handshake | null = null;
  /** Durable messages that have not been answered. */
  #unanswered = 0;
  #unknownSeen = false;
  #paused = false;

  constructor(connection: Connection, deps: SessionDeps) {
    this.#connection = connection;
    this.#deps = deps;
  }

  get online(): boolean {
    return this.#state === 'online';
  }

  /** Whether it is the other end's turn to go on with the handshake. */
  get awaitsHandshake(): boolean {
    return this.#state === 'greeting' || this.#state === 'proving';
  }

  /** The machine's id once it is proven; the claimed one before, which the registry does not seat. */
  get machineId(): string {
    return this.#handshake?.hello.machineId ?? '';
  }

  get address(): string {
    return this.#connection.address;
  }

  get open(): boolean {
    return this.#connection.open;
  }

  send(message: ToAgentMessage): void {
    if (message.type === 'ack') this.#unanswered -= message.ids.length;
    if (message.type === 'rejected') this.#unanswered -= 1;
    this.#connection.send(message);
  }

  /** Whether we read nothing from it at the moment: it cannot show that it lives. */
  get paused(): boolean {
    return this.#paused;
  }

  pause(): void {
    this.#paused = true;
    this.#connection.pause();
  }

  resume(): void {
    this.#paused = false;
    this.heardAt = performance.now();
    this.#connection.resume();
  }

  /** Whether this connection still answers. */
  alive(timeoutMs: number): Promise<boolean> {
    return this.#connection.answersPing(timeoutMs);
  }

  refuse(reason: ProtocolErrorCode | ProtocolError, retryAfterSeconds: number | null = null): void {
    this.#connection.refuse(reason, retryAfterSeconds);
  }

  terminate(): void {
    this.#connection.terminate();
  }

  /** The socket is gone. */
  closed(): void {
    const wasOnline = this.online;
    this.#state = 'closed';
    if (wasOnline) this.#deps.events.offline(this);
  }

  /** Takes one WebSocket message. Whatever it holds, only this connection can suffer from it, and once it has, no more is read. */
  receive(data: Buffer, isBinary: boolean): void {
    if (!this.open) return;
    this.heardAt = performance.now();
    try {
      if (isBinary) this.#receiveLog(data);
      else this.#receiveText(data);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const { machineId, address } = this;
    if (this.online && error instanceof MalformedMessage && this.#reject(error)) return;
    if (error instanceof NotAdmitted) return this.refuse(error.reason, error.retryAfterSeconds);
    if (error instanceof ProtocolError) {
      this.#deps.logger.warn({ code: error.code, machineId, address }, error.message);
      return this.refuse(error, error.code === 'no_common_version' ? WAIT_FOR_AN_UPGRADE : null);
    }
    this.#deps.logger.error({ err: error, machineId, address }, 'a connection failed');
    this.refuse('store_unavailable');
  }

  /** A durable message would come again after each connection: with an id it is answered, and the agent sets it aside. */
  #reject({ type, value, message }: MalformedMessage): boolean {
    const id = 'id' in value ? value.id : null;
    if (!isDurable({ type }) || !fits(Id, id)) return false;
    this.#deps.logger.warn({ machineId: this.machineId, id }, message);
    this.#unanswered += 1;
    this.send({ type: 'rejected', id, code: 'malformed', message: message.slice(0, 1000) });
    return true;
  }

  #receiveLog(data: Buffer): void {
    if (!this.online) throw new ProtocolError('unexpected_message');
    void this.#deps.events.logChunk(this, decodeLogChunk(data)).finally(() => giveBack(data));
  }

  #receiveText(data: Buffer): void {
    if (!this.online && data.length > LIMITS.handshakeBytes) throw new ProtocolError('too_large');
    if (!this.#bucket.take()) throw new ProtocolError('too_fast');
    const message = readMessage(data.toString());
    if (this.online) return this.#receiveOnline(message, data.length);
    if (this.#state === 'greeting' && message.type === 'hello') return this.#greet(message);
    if (this.#state === 'proving' && message.type === 'prove')
      return void this.#check(message).catch((error) => this.#fail(error));
    if (message.type === 'refused') return this.terminate();
    throw new ProtocolError('unexpected_message');
  }

  #greet(hello: Hello): void {
    this.#handshake = new Handshake(hello, this.#deps);
    this.clockSkewMs = skew(hello.now);
    this.#state = 'proving';
    this.send(this.#handshake.challenge);
  }

  async #check(prove: Prove): Promise<void> {
    const { epoch, settings, admit, events } = this.#deps;
    const { hello } = this.#handshake as Handshake;
    this.#handshake?.verify(prove);
    this.#state = 'admitting';
    const admitted = await admit(this, hello, prove);
    if (!this.open) return;
    this.#state = 'online';
    this.#connection.trust();
    this.send({ type: 'welcome', ...admitted, epoch, now: new Date().toISOString(), settings: settings() });
    events.online(this);
  }

  #receiveOnline(message: ToCollectorMessage | UnknownMessage, bytes: number): void {
    const { events, logger } = this.#deps;
    if (isDurable(message)) {
      this.#unanswered += 1;
      if (this.#unanswered > LIMITS.windowMessages)
        throw new ProtocolError('too_fast', `More than ${LIMITS.windowMessages} wait for an answer.`);
      return events.durable(this, message, bytes);
    }
    switch (message.type) {
      case 'heartbeat':
        this.clockSkewMs = skew(message.now);
        return this.send({ type: 'heartbeat', now: new Date().toISOString() });
      case 'journal':
        return events.journal(this, message.jobs);
      case 'progress':
        return events.progress(this, message);
      case 'plan_answer':
        return events.planAnswer(this, message);
      case 'job_accepted':
        return events.jobAccepted(this, message.jobId);
      case 'job_refused':
        return events.jobRefused(this, message);
      case 'refused':
        return this.terminate();
      case 'unknown':
        if (!this.#unknownSeen)
          logger.info({ machineId: this.machineId, name: message.name }, 'unknown message ignored');
        this.#unknownSeen = true;
        return;
      default:
        throw new ProtocolError('unexpected_message');
    }
  }
}

const skew = (now: string) => Date.parse(now) - Date.now();
