import { explain, ProtocolError, type ProtocolErrorCode, type ToAgentMessage } from '@suivi/shared';
import type { WebSocket } from 'ws';

const POLICY_VIOLATION = 1008;
const NORMAL = 1000;
/** A peer that does not answer a close is cut off after this long. */
const CLOSE_GRACE_MS = 1000;

/** A WebSocket with our way of saying no. */
export class Connection {
  readonly address: string;
  readonly #socket: WebSocket;
  #closing = false;

  constructor(socket: WebSocket, address: string) {
    this.#socket = socket;
    this.address = address;
  }

  get open(): boolean {
    return !this.#closing && this.#socket.readyState === this.#socket.OPEN;
  }

  send(message: ToAgentMessage): void {
    if (this.open) this.#socket.send(JSON.stringify(message));
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
    this.#socket.close(code === 'shutting_down' || code === 'replaced' ? NORMAL : POLICY_VIOLATION, code);
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
