import { type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import {
  agentProofBytes,
  LIMITS,
  readPrivateKey,
  SPOKEN,
  signBytes,
  type ToAgentMessage,
} from '@suivi/shared';
import { WebSocket } from 'ws';
import { BACKOFF, nextDelay } from '../../../agent/src/link/backoff.ts';
import type { FleetMember } from './fleet.ts';

export interface SimulatedAgentOptions {
  readonly member: FleetMember;
  /** The collector's WebSocket. */
  readonly address: string;
  /** The loopback address to come from: one has too few ports for a large fleet that has just left. */
  readonly from: string;
  readonly onWelcome: (agent: SimulatedAgent) => void;
  readonly onStored: (ids: readonly string[]) => void;
}

/** The agent's end of the protocol, in memory alone: the real handshake, heartbeats, and the real agent's backoff. */
export class SimulatedAgent {
  readonly machineId: string;
  readonly #options: SimulatedAgentOptions;
  readonly #key: KeyObject;
  #socket: WebSocket | null = null;
  #heartbeat: NodeJS.Timeout | undefined;
  #counter = 0;
  #attempt: string | null = null;
  #failures = 0;
  #retryAfterSeconds: number | null = null;
  #refusals: string[] = [];

  constructor(options: SimulatedAgentOptions) {
    this.#options = options;
    this.machineId = options.member.machineId;
    this.#key = readPrivateKey(options.member.privateKeyPem);
  }

  /** The codes with which the collector has sent it away so far. */
  get refusals(): readonly string[] {
    return this.#refusals;
  }

  /** Connects, and again whenever the connection is lost. */
  connect(): void {
    const { address, from } = this.#options;
    const socket = new WebSocket(address, {
      localAddress: from,
      perMessageDeflate: false,
      handshakeTimeout: LIMITS.handshakeMs,
      // As the agent does on loopback.
      generateMask: (mask) => mask.fill(0),
    });
    this.#socket = socket;
    const nonce = randomBytes(32).toString('base64');
    const deadline = setTimeout(() => socket.terminate(), LIMITS.handshakeMs);
    socket.on('open', () => this.#hello(nonce));
    socket.on('message', (data) => this.#receive(String(data), nonce, deadline));
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(deadline);
      clearInterval(this.#heartbeat);
      this.#again();
    });
  }

  send(text: string): void {
    this.#socket?.send(text);
  }

  #again(): void {
    this.#failures++;
    const attempt = { failures: this.#failures, retry: true, retryAfterSeconds: this.#retryAfterSeconds };
    this.#retryAfterSeconds = null;
    setTimeout(() => this.connect(), nextDelay(attempt, BACKOFF, Math.random));
  }

  #hello(nonce: string): void {
    const { machineId, publicKey } = this.#options.member;
    const hello = {
      type: 'hello',
      protocol: SPOKEN,
      machineId,
      publicKey,
      nonce,
      agentVersion: 'bench',
      instance: { hostname: `host-${machineId.slice(-8)}`, bootId: null, processId: 'bench' },
      now: new Date().toISOString(),
    };
    this.send(JSON.stringify(hello));
  }

  #receive(text: string, agentNonce: string, deadline: NodeJS.Timeout): void {
    const message = JSON.parse(text) as ToAgentMessage;
    if (message.type === 'challenge') this.#prove(message, agentNonce);
    if (message.type === 'ack') this.#options.onStored(message.ids);
    if (message.type === 'refused') {
      this.#refusals.push(message.code);
      this.#retryAfterSeconds = message.retryAfterSeconds;
    }
    if (message.type === 'welcome') {
      clearTimeout(deadline);
      this.#counter = message.counter;
      this.#failures = 0;
      this.send(JSON.stringify({ type: 'journal', jobs: [] }));
      const everyMs = message.settings.heartbeatSeconds * 1000;
      this.#heartbeat = setInterval(
        () => this.send(JSON.stringify({ type: 'heartbeat', now: new Date().toISOString() })),
        everyMs,
      );
      this.#options.onWelcome(this);
    }
  }

  #prove(challenge: Extract<ToAgentMessage, { type: 'challenge' }>, agentNonce: string): void {
    const previousAttempt = this.#attempt;
    this.#attempt = randomUUID();
    const place = { counter: this.#counter, attempt: this.#attempt };
    const bytes = agentProofBytes({
      protocol: challenge.protocol,
      machineId: this.machineId,
      collectorId: challenge.collectorId,
      agentNonce,
      collectorNonce: challenge.nonce,
      ...place,
    });
    const signature = signBytes(this.#key, bytes);
    this.send(JSON.stringify({ type: 'prove', signature, ...place, previousAttempt }));
  }
}
