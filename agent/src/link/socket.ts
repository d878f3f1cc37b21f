import { LIMITS, ProtocolError, type ToCollectorMessage } from '@suivi/shared';
import type { WebSocket } from 'ws';
import { listeners } from '../domain/listeners.ts';
import { Disconnected, unreachable } from './disconnected.ts';
import { needsMask } from './mask.ts';

/** Bytes waiting in the socket above which nothing more is handed to it. */
export const HIGH_WATER_BYTES = 1024 * 1024;
/** Messages read ahead before the socket is paused. */
const READ_AHEAD = 64;
/** How long a closing handshake may take. */
const CLOSE_MS = 500;

interface Reader {
  readonly resolve: (text: string) => void;
  readonly reject: (error: Error) => void;
}

/** A WebSocket to the collector as a sequence of text messages to read, one after the other. */
export class Socket {
  readonly #ws: WebSocket;
  readonly #received: string[] = [];
  readonly #written = listeners();
  #reader: Reader | null = null;
  #end: Error | null = null;

  private constructor(ws: WebSocket) {
    this.#ws = ws;
    ws.on('message', (data, isBinary) => this.#receive(String(data), isBinary));
    ws.on('close', (code) =>
      this.fail(new Disconnected('lost', `The connection was closed (code ${code}).`)),
    );
    ws.on('error', (error) => this.fail(readError(error)));
  }

  /** Connects; with `ca`, no other authority is trusted. Throws Disconnected `unreachable`, also when the signal fires. */
  static async open(
    address: string,
    timeoutMs: number,
    signal: AbortSignal,
    ca: string | null = null,
  ): Promise<Socket> {
    // Late: commands that end soon need no network.
    const { WebSocket } = await import('ws');
    signal.throwIfAborted();
    const ws = new WebSocket(address, {
      handshakeTimeout: timeoutMs,
      maxPayload: LIMITS.messageBytes,
      perMessageDeflate: false,
      ...(ca && { ca }),
      ...(!needsMask(address) && { generateMask: (mask) => mask.fill(0) }),
    });
    const abandon = () => ws.terminate();
    signal.addEventListener('abort', abandon, { once: true });
    return new Promise<Socket>((resolve, reject) => {
      ws.once('open', () => resolve(new Socket(ws)));
      ws.on('error', (error) => reject(unreachable(address, error)));
    }).finally(() => signal.removeEventListener('abort', abandon));
  }

  /** The next text message. Throws what ended the connection, or Disconnected `silent` when nothing comes in time. */
  async read(timeoutMs: number): Promise<string> {
    const text = this.#received.shift();
    if (text !== undefined) {
      if (this.#received.length === 0) this.#ws.resume();
      return text;
    }
    if (this.#end) throw this.#end;
    const silence = setTimeout(() => this.fail(new Disconnected('silent', SILENT)), timeoutMs);
    try {
      return await new Promise((resolve, reject) => {
        this.#reader = { resolve, reject };
      });
    } finally {
      clearTimeout(silence);
    }
  }

  /** Bytes handed over and not yet written to the network. */
  get buffered(): number {
    return this.#ws.bufferedAmount;
  }

  /** Sends at once; on a connection that has ended it does nothing. */
  send(message: ToCollectorMessage | string | Uint8Array): void {
    const ready = typeof message === 'string' || message instanceof Uint8Array;
    this.#ws.send(ready ? message : JSON.stringify(message), () => this.#written.call());
  }

  /** Calls the listener after something has been written; gives the way to stop it. */
  onWritten(listener: () => void): () => void {
    return this.#written.add(listener);
  }

  /** Makes `read` throw this error once everything received has been read. The first error counts. */
  fail(error: Error): void {
    this.#end ??= error;
    this.#takeReader()?.reject(this.#end);
  }

  /** Closes, after saying why when it is we who refuse. Resolves when the connection is gone. */
  async close(refusal: ProtocolError | null): Promise<void> {
    if (this.#ws.readyState === this.#ws.CLOSED) return;
    const closed = new Promise((resolve) => this.#ws.once('close', resolve));
    if (refusal) {
      const { code, message, next } = refusal;
      this.send({ type: 'refused', code, message: message.slice(0, 1000), next, retryAfterSeconds: null });
    }
    this.#ws.resume();
    this.#ws.close(refusal ? 1002 : 1001);
    const impatience = setTimeout(() => this.#ws.terminate(), CLOSE_MS);
    await closed;
    clearTimeout(impatience);
  }

  #receive(text: string, isBinary: boolean): void {
    if (isBinary) this.fail(new ProtocolError('malformed', 'The collector never sends binary messages.'));
    if (this.#end) return;
    const reader = this.#takeReader();
    if (reader) reader.resolve(text);
    else this.#received.push(text);
    if (this.#received.length >= READ_AHEAD) this.#ws.pause();
  }

  #takeReader(): Reader | null {
    const reader = this.#reader;
    this.#reader = null;
    return reader;
  }
}

const SILENT = 'The collector has not been heard of for too long.';

function readError(error: Error & { code?: string }): Error {
  if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return new ProtocolError('too_large');
  if (error.code?.startsWith('WS_ERR_')) return new ProtocolError('malformed', error.message);
  return new Disconnected('lost', `The connection was lost: ${error.message}`);
}
