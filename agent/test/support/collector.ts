import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  agentProofBytes,
  collectorProofBytes,
  generateKeyPair,
  parseToCollector,
  readPrivateKey,
  signBytes,
  type ToAgent,
  type ToAgentMessage,
  type ToCollector,
  verifyBytes,
} from '@suivi/shared';
import { type WebSocket, WebSocketServer } from 'ws';
import type { LinkIdentity } from '../../src/link/parties.ts';

const WAIT_MS = 20_000;

type Welcome = ToAgent['welcome'];

/** What a scripted collector does otherwise than a good one. */
export interface Script {
  readonly challenge?: Partial<ToAgent['challenge']>;
  readonly welcome?: Partial<Welcome>;
}

/** One connection as the collector's end sees it. */
export class Peer {
  readonly ws: WebSocket;
  readonly #queue: (string | Buffer)[] = [];
  #wake: (() => void) | null = null;

  constructor(ws: WebSocket) {
    this.ws = ws;
    ws.on('message', (data, isBinary) => {
      this.#queue.push(isBinary ? (data as Buffer) : String(data));
      this.#wake?.();
    });
    ws.on('close', () => this.#wake?.());
    ws.on('error', () => {});
  }

  send(message: ToAgentMessage | string | Buffer): void {
    this.ws.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message));
  }

  /** The next message of any kind, text or binary; null when the agent has closed. */
  async next(timeoutMs = WAIT_MS): Promise<string | Buffer | null> {
    if (this.#queue.length === 0 && this.ws.readyState === this.ws.OPEN) {
      await new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error('no message from the agent')), timeoutMs);
        this.#wake = () => {
          clearTimeout(late);
          resolve();
        };
      });
      this.#wake = null;
    }
    return this.#queue.shift() ?? null;
  }

  /** The next message, which must be of this type. */
  async expect<T extends keyof ToCollector>(type: T): Promise<ToCollector[T]> {
    const data = await this.next();
    if (typeof data !== 'string') throw new Error(`no text message, but ${data}`);
    const message = parseToCollector(data);
    if (message.type !== type) throw new Error(`not ${type}, but ${data}`);
    return message as ToCollector[T];
  }

  /** Resolves when the connection is closed, giving the code. */
  async closed(): Promise<number> {
    if (this.ws.readyState === this.ws.CLOSED) return 0;
    const [code] = (await once(this.ws, 'close', { signal: AbortSignal.timeout(WAIT_MS) })) as [number];
    return code;
  }
}

/** A collector that does what a test tells it, on a real socket. */
export class ScriptedCollector implements AsyncDisposable {
  readonly collectorId = 'collector';
  readonly keys = generateKeyPair();
  readonly agentKeys = generateKeyPair();
  readonly #server: WebSocketServer;
  readonly #waiting: Peer[] = [];
  #wake: (() => void) | null = null;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on('connection', (ws) => {
      this.#waiting.push(new Peer(ws));
      this.#wake?.();
    });
  }

  static async start(port = 0): Promise<ScriptedCollector> {
    const server = new WebSocketServer({ host: '127.0.0.1', port, path: '/api/agent' });
    await once(server, 'listening');
    return new ScriptedCollector(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Who the agent is when it was enrolled here. */
  get identity(): LinkIdentity {
    const { collectorId, keys, agentKeys } = this;
    const { privateKeyPem, publicKey } = agentKeys;
    const key = { privateKey: readPrivateKey(privateKeyPem), publicKey };
    return { machineId: 'machine', collectorId, collectorPublicKey: keys.publicKey, key };
  }

  /** The next connection. */
  async accept(timeoutMs = WAIT_MS): Promise<Peer> {
    if (this.#waiting.length === 0)
      await new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error('the agent did not connect')), timeoutMs);
        this.#wake = () => {
          clearTimeout(late);
          resolve();
        };
      });
    this.#wake = null;
    return this.#waiting.shift()!;
  }

  /** HELLO and CHALLENGE on a new connection; gives both and the peer. */
  async challenge(script: Script = {}) {
    const peer = await this.accept();
    const hello = await peer.expect('hello');
    const parties = {
      protocol: 1,
      machineId: hello.machineId,
      collectorId: this.collectorId,
      agentNonce: hello.nonce,
      collectorNonce: randomBytes(32).toString('base64'),
    };
    const signature = signBytes(readPrivateKey(this.keys.privateKeyPem), collectorProofBytes(parties));
    const { protocol, collectorId, collectorNonce: nonce } = parties;
    peer.send({ type: 'challenge', protocol, collectorId, nonce, signature, ...script.challenge });
    return { peer, hello, parties };
  }

  /** The same and the agent's PROVE, whose signature must be good. */
  async prove(script: Script = {}) {
    const { peer, hello, parties } = await this.challenge(script);
    const prove = await peer.expect('prove');
    const { counter, attempt, signature } = prove;
    const bytes = agentProofBytes({ ...parties, counter, attempt });
    if (!verifyBytes(this.agentKeys.publicKey, bytes, signature)) throw new Error('the proof is wrong');
    return { peer, hello, prove };
  }

  /** A whole good opening up to and including the journal. */
  async welcome(script: Script = {}) {
    const { peer, hello, prove } = await this.prove(script);
    peer.send({
      type: 'welcome',
      counter: prove.counter + 1,
      epoch: 'epoch',
      lastSeq: 0,
      now: new Date().toISOString(),
      settings: { heartbeatSeconds: 20, metricsSeconds: 60, refreshHours: 6 },
      ...script.welcome,
    });
    const journal = await peer.expect('journal');
    return { peer, hello, prove, journal };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#server.clients) client.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
