import type { Duplex } from 'node:stream';
import { explain, LIMITS, ProtocolError, type ProtocolErrorCode, type ToAgentMessage } from '@suivi/shared';
import type { WebSocket } from 'ws';
import { boundBytes } from './strangers.ts';

const POLICY_VIOLATION = 1008;
const NORMAL = 1000;
const BLAMELESS: ReadonlySet<ProtocolErrorCode> = new Set(['shutting_down', 'replaced', 'busy']);
/** A peer that does not answer a close is cut off after this long. */
const CLOSE_GRACE_MS = 1000;
/** HELLO and PROVE at their largest. */
const STRANGER_BYTES = 2 * LIMITS.handshakeBytes;
/** A peer that leaves so many of our bytes unread is cut off. */
const UNREAD_BYTES = 4 * 1024 * 1024;

/** A WebSocket with our way of saying no, and little room for a peer that has proved nothing yet. */
export class Connection {
  readonly address: string;
  readonly #socket: WebSocket;
  readonly #stopCounting: () => void;
  #closing = false;

  /** `raw` is what the WebSocket runs on. */
  constructor(socket: WebSocket, raw: Duplex, address: string) {
    this.#socket = socket;
    this.address = address;
    this.#stopCounting = boundBytes(raw, STRANGER_BYTES, () => {
      this.refuse('too_large');
      this.pause();
    });
  }

  get open(): boolean {
    return !this.#closing && this.#socket.readyState === this.#socket.OPEN;
  }

  /** The peer has proved itself: it may send as much as an agent may. */
  trust(): void {
    this.#stopCounting();
  }

  send(message: ToAgentMessage): void {
    if (!this.open) return;
    this.#socket.send(JSON.stringify(message));
    if (this.#socket.bufferedAmount > UNREAD_BYTES) this.terminate();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Says why, and closes. `retryAfterSeconds` overrides the agent's own backoff. */
  refuse(reason: ProtocolErrorCode | ProtocolError, retryAfterSeconds: number | null = null): void {
    if (!this.open) return;
    const { code, message, next } =
      reason instanceof ProtocolError ? reason : { code: reason, ...explain(reason) };
    this.send({ type: 'refused', code, message: message.slice(0, 1000), next, retryAfterSeconds });
    this.#closing = true;
    this.#socket.close(BLAMELESS.has(code) ? NORMAL : POLICY_VIOLATION, code);
    this.#socket.resume();
    setTimeout(() => this.#socket.terminate(), CLOSE_GRACE_MS).unref();
  }

  /** Cuts the connection without a word. */
  terminate(): void {
    this.#closing = true;
    this.#socket.terminate();
  }

  /** Whether the other end answers a ping within the time. */
  answersPing(timeoutMs: number): Promise<boolean> {
    if (!this.open) return Promise.resolve(false);
    const socket = this.#socket;
    return new Promise((resolve) => {
      const settle = (alive: boolean) => {
        clearTimeout(timer);
        socket.off('pong', onPong);
        socket.off('close', onClose);
        resolve(alive);
      };
      const onPong = () => settle(true);
      const onClose = () => settle(false);
      const timer = setTimeout(settle, timeoutMs, false);
      socket.once('pong', onPong);
      socket.once('close', onClose);
      socket.ping();
    });
  }
}
