import { randomBytes } from 'node:crypto';
import {
  type AgentSettings,
  agentProofBytes,
  collectorProofBytes,
  decodeLogChunk,
  type Hello,
  isDurable,
  LIMITS,
  negotiate,
  ProtocolError,
  type ProtocolErrorCode,
  type Prove,
  parseToCollector,
  SPOKEN,
  type ToAgentMessage,
  type ToCollectorMessage,
  verifyBytes,
} from '@suivi/shared';
import type { FastifyBaseLogger } from 'fastify';
import { NotAdmitted } from './admission.ts';
import type { Connection } from './connection.ts';
import type { LinkEvents, Peer } from './peer.ts';
import { TokenBucket } from './rate.ts';

const BURST_SECONDS = 10;
const WAIT_FOR_AN_UPGRADE = 300;

/** What a session stands on. */
export interface SessionDeps {
  readonly collectorId: string;
  readonly sign: (bytes: Uint8Array) => string;
  readonly epoch: string;
  readonly settings: () => AgentSettings;
  /** Lets the agent in, or throws NotAdmitted; bounded in parallel, in the machine's turn. */
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
  #hello: Hello | null = null;
  #nonce = '';
  #protocol = 0;
  #unknownSeen = false;

  constructor(connection: Connection, deps: SessionDeps) {
    this.#connection = connection;
    this.#deps = deps;
  }

  get online(): boolean {
    return this.#state === 'online';
  }

  /** The machine's id once it is proven; empty for a stranger, whom the registry does not seat. */
  get machineId(): string {
    return this.#hello?.machineId ?? '';
  }

  get address(): string {
    return this.#connection.address;
  }

  send(message: ToAgentMessage): void {
    this.#connection.send(message);
  }

  pause(): void {
    this.#connection.pause();
  }

  resume(): void {
    this.#connection.resume();
  }

  /** Whether this connection still answers. */
  alive(timeoutMs: number): Promise<boolean> {
    return this.#connection.answersPing(timeoutMs);
  }

  /** A newer connection of the same agent takes over. */
  replace(): void {
    this.refuse('replaced');
  }

  refuse(reason: ProtocolErrorCode | ProtocolError, retryAfterSeconds: number | null = null): void {
    this.#connection.refuse(reason, retryAfterSeconds);
  }

  terminate(): void {
    this.#connection.terminate();
  }

  /** The socket is gone. */
  closed(): void {
    this.#state = 'closed';
  }

  /** Takes one WebSocket message. Whatever it holds, only this connection can suffer from it. */
  async receive(data: Buffer, isBinary: boolean): Promise<void> {
    this.heardAt = performance.now();
    try {
      if (isBinary) this.#receiveLog(data);
      else await this.#receiveText(data);
    } catch (error) {
      if (error instanceof NotAdmitted) return this.refuse(error.reason, error.retryAfterSeconds);
      if (error instanceof ProtocolError) {
        this.#deps.logger.warn(
          { code: error.code, machineId: this.machineId, address: this.address },
          error.message,
        );
        return this.refuse(error, error.code === 'no_common_version' ? WAIT_FOR_AN_UPGRADE : null);
      }
      this.#deps.logger.error({ err: error, machineId: this.machineId }, 'a connection failed');
      this.refuse('store_unavailable');
    }
  }

  #receiveLog(data: Buffer): void {
    if (!this.online) throw new ProtocolError('unexpected_message');
    this.#deps.events.logChunk(this, decodeLogChunk(data));
  }

  async #receiveText(data: Buffer): Promise<void> {
    if (!this.online && data.length > LIMITS.handshakeBytes) throw new ProtocolError('too_large');
    if (!this.#bucket.take()) throw new ProtocolError('too_fast');
    const message = parseToCollector(data.toString());
    if (this.online) return this.#receiveOnline(message, data.length);
    if (this.#state === 'greeting' && message.type === 'hello') return this.#greet(message as Hello);
    if (this.#state === 'proving' && message.type === 'prove') return this.#check(message as Prove);
    if (message.type === 'refused') return this.terminate();
    throw new ProtocolError('unexpected_message');
  }

  #greet(hello: Hello): void {
    const { collectorId, sign } = this.#deps;
    const protocol = negotiate(SPOKEN, hello.protocol);
    if (protocol === null) {
      const ranges = `The agent speaks ${span(hello.protocol)}, the collector ${span(SPOKEN)}.`;
      throw new ProtocolError('no_common_version', ranges);
    }
    this.#hello = hello;
    this.#protocol = protocol;
    this.#nonce = randomBytes(32).toString('base64');
    this.clockSkewMs = skew(hello.now);
    this.#state = 'proving';
    const signature = sign(collectorProofBytes(this.#parties(hello)));
    this.send({ type: 'challenge', protocol, collectorId, nonce: this.#nonce, signature });
  }

  async #check(prove: Prove): Promise<void> {
    const hello = this.#hello as Hello;
    const { counter, attempt } = prove;
    const bytes = agentProofBytes({ ...this.#parties(hello), counter, attempt });
    if (!verifyBytes(hello.publicKey, bytes, prove.signature)) throw new ProtocolError('proof_invalid');
    this.#state = 'admitting';
    const admitted = await this.#deps.admit(this, hello, prove);
    if (!this.#connection.open) return;
    this.#state = 'online';
    const { epoch, settings } = this.#deps;
    this.send({ type: 'welcome', ...admitted, epoch, now: new Date().toISOString(), settings: settings() });
    this.#deps.events.online(this);
  }

  #receiveOnline(message: ToCollectorMessage | { type: 'unknown'; name: string }, bytes: number): void {
    const { events, logger } = this.#deps;
    if (isDurable(message)) return events.durable(this, message, bytes);
    switch (message.type) {
      case 'heartbeat':
        this.clockSkewMs = skew(message.now);
        return this.send({ type: 'heartbeat', now: new Date().toISOString() });
      case 'journal':
        return events.journal(this, message.jobs);
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

  #parties(hello: Hello) {
    return {
      protocol: this.#protocol,
      machineId: hello.machineId,
      collectorId: this.#deps.collectorId,
      agentNonce: hello.nonce,
      collectorNonce: this.#nonce,
    };
  }
}

const span = ({ min, max }: { min: number; max: number }) => (min === max ? `${min}` : `${min} to ${max}`);
const skew = (now: string) => Date.parse(now) - Date.now();
