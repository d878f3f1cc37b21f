import { EventEmitter, once } from 'node:events';
import type { Socket } from 'node:net';
import {
  encodeLogChunk,
  parseToAgent,
  type ToAgent,
  type ToAgentMessage,
  type ToCollectorMessage,
} from '@suivi/shared';
import { onceWithin } from '@suivi/testkit';
import { WebSocket } from 'ws';

const PATIENCE_MS = 10_000;

export interface SocketOptions {
  readonly frozen?: boolean;
  /** What a proxy on the way would add to the request. */
  readonly headers?: Record<string, string>;
}

/** A WebSocket to a collector that says what a test tells it to. Everything that comes is read by the protocol's own schemas. */
export class AgentSocket extends EventEmitter {
  readonly #socket: WebSocket;
  readonly #untaken: ToAgentMessage[] = [];
  #isDeaf = false;
  /** Every message that came, in order. */
  readonly received: ToAgentMessage[] = [];
  /** The end of the connection: its code and reason. */
  readonly closed: Promise<{ code: number; reason: string }>;

  private constructor(socket: WebSocket) {
    super();
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#take(data.toString()));
    socket.on('error', () => undefined);
    this.closed = once(socket, 'close').then(([code, reason]) => {
      this.emit('message');
      return { code, reason: String(reason) };
    });
  }

  /** Connects. A `frozen` one answers no pings, as a machine that is gone while its connection seems to stand. */
  static async open(url: string, { frozen = false, headers = {} }: SocketOptions = {}): Promise<AgentSocket> {
    const socket = new WebSocket(url, { autoPong: !frozen, perMessageDeflate: false, headers });
    const opened = new AgentSocket(socket);
    await onceWithin(socket, 'open', { timeoutMs: PATIENCE_MS });
    return opened;
  }

  /** What the WebSocket runs on, for bytes that no WebSocket would send. */
  get raw(): Socket {
    return (this.#socket as unknown as { _socket: Socket })._socket;
  }

  send(message: ToCollectorMessage | { type: string }): void {
    this.sendRaw(JSON.stringify(message));
  }

  /** Sends a text or a binary message as it is. */
  sendRaw(data: string | Uint8Array): void {
    this.#socket.send(data);
  }

  sendLog(executionId: string, offset: number, bytes: Uint8Array): void {
    this.sendRaw(encodeLogChunk({ executionId, offset, bytes }));
  }

  /** The oldest message of this type that nobody has taken and the test accepts; waits for it if need be. */
  next<T extends keyof ToAgent>(
    type: T,
    accept: (message: ToAgent[T]) => boolean = () => true,
  ): Promise<ToAgent[T]> {
    const isIt = (message: ToAgentMessage): message is ToAgent[T] =>
      message.type === type && accept(message as ToAgent[T]);
    return this.#first(isIt, type);
  }

  /** The answer to PROVE. */
  admission(): Promise<ToAgent['welcome'] | ToAgent['refused']> {
    const isIt = (message: ToAgentMessage) => message.type === 'welcome' || message.type === 'refused';
    return this.#first(isIt as (message: ToAgentMessage) => message is ToAgent['welcome'], 'answer to PROVE');
  }

  /** Whether a message of this type has come and was not taken. */
  has(type: keyof ToAgent): boolean {
    return this.#untaken.some((message) => message.type === type);
  }

  /** Hears nothing from now on, as when every answer is lost on the way. */
  deafen(): void {
    this.#isDeaf = true;
  }

  /** Sends a heartbeat and waits for its answer: what was sent before has been read by then. */
  async roundTrip(): Promise<void> {
    this.send({ type: 'heartbeat', now: new Date().toISOString() });
    await this.next('heartbeat');
  }

  /** Breaks the connection without a word, and waits until it is gone. */
  async drop(): Promise<void> {
    this.#socket.terminate();
    await this.closed;
  }

  async #first<M extends ToAgentMessage>(
    isIt: (message: ToAgentMessage) => message is M,
    what: string,
  ): Promise<M> {
    const deadline = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const index = this.#untaken.findIndex(isIt);
      if (index >= 0) return this.#untaken.splice(index, 1)[0] as M;
      const isOver = this.#socket.readyState === WebSocket.CLOSED || deadline.aborted;
      if (isOver) {
        const seen = this.received.map((message) => JSON.stringify(message).slice(0, 200)).join('\n');
        throw new Error(`no ${what} came; what came:\n${seen}`);
      }
      await once(this, 'message', { signal: deadline }).catch(() => undefined);
    }
  }

  #take(text: string): void {
    if (this.#isDeaf) return;
    const message = parseToAgent(text);
    if (message.type === 'unknown') return;
    this.received.push(message);
    this.#untaken.push(message);
    this.emit('message');
  }
}
