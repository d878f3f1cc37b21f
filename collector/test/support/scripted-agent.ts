import { randomBytes, randomUUID } from 'node:crypto';
import {
  agentProofBytes,
  generateKeyPair,
  type Hello,
  type Prove,
  readPrivateKey,
  SPOKEN,
  signBytes,
  type ToAgent,
} from '@suivi/shared';
import { Speaker } from '../store/support/messages.ts';
import { AgentSocket, type SocketOptions } from './agent-socket.ts';
import type { TestCollector } from './test-collector.ts';

type Challenge = ToAgent['challenge'];
type Welcome = ToAgent['welcome'];

/** Where agents connect, in this process or another. */
export type Where = Pick<TestCollector, 'socketUrl'>;

/** One machine's agent as a script: who it is, and its place in the chain of its connections. */
export class ScriptedAgent {
  machineId: string;
  readonly keys: { readonly privateKeyPem: string; readonly publicKey: string };
  /** Makes the messages of this machine; what they hold and when is up to the test. */
  readonly speaker: Speaker;
  counter = 0;
  previousAttempt: string | null = null;
  hostname = 'web-1';

  constructor(machineId: string, keys = generateKeyPair(), speaker = new Speaker(machineId)) {
    this.machineId = machineId;
    this.keys = keys;
    this.speaker = speaker;
  }

  /** The same machine twice: what a copied disk is. */
  clone(hostname = this.hostname): ScriptedAgent {
    const copy = new ScriptedAgent(this.machineId, this.keys);
    return Object.assign(copy, { counter: this.counter, previousAttempt: this.previousAttempt, hostname });
  }

  /** Goes through the whole handshake. Waits for WELCOME. */
  async connect(where: Where, options: SocketOptions = {}): Promise<AgentSocket & { welcome: Welcome }> {
    const socket = await this.prove(where, options);
    const welcome = await socket.admission();
    if (welcome.type === 'refused') throw new Error(`refused: ${welcome.code}: ${welcome.message}`);
    this.counter = welcome.counter;
    this.previousAttempt = null;
    return Object.assign(socket, { welcome });
  }

  /** Goes through the handshake and gives the refusal that it ends in. */
  async refused(where: Where): Promise<ToAgent['refused']> {
    const socket = await this.prove(where);
    const refusal = await socket.next('refused');
    await socket.closed;
    return refusal;
  }

  /** Goes through the handshake up to PROVE. */
  async prove(where: Where, options: SocketOptions = {}): Promise<AgentSocket> {
    const socket = await AgentSocket.open(where.socketUrl, options);
    const hello = this.hello();
    socket.send(hello);
    const challenge = await socket.next('challenge');
    socket.send(this.proof(hello, challenge));
    return socket;
  }

  hello(change: Partial<Hello> = {}): Hello {
    return {
      type: 'hello',
      protocol: SPOKEN,
      machineId: this.machineId,
      publicKey: this.keys.publicKey,
      nonce: randomBytes(32).toString('base64'),
      agentVersion: '0.1.0',
      instance: { hostname: this.hostname, bootId: null, processId: randomUUID() },
      now: new Date().toISOString(),
      ...change,
    };
  }

  /** All attempts between two WELCOMEs carry one name, as those of the real agent do. */
  proof(hello: Hello, challenge: Challenge): Prove {
    const { previousAttempt, counter } = this;
    const attempt = previousAttempt ?? randomUUID();
    this.previousAttempt = attempt;
    const bytes = agentProofBytes({ ...partiesOf(hello, challenge), counter, attempt });
    const signature = signBytes(readPrivateKey(this.keys.privateKeyPem), bytes);
    return { type: 'prove', signature, counter, attempt, previousAttempt };
  }
}

/** What both ends sign. */
export const partiesOf = (hello: Hello, { protocol, collectorId, nonce }: Challenge) => ({
  protocol,
  machineId: hello.machineId,
  collectorId,
  agentNonce: hello.nonce,
  collectorNonce: nonce,
});

/** A machine that has enrolled over the API. */
export async function enrolAgent(
  collector: Pick<TestCollector, 'call'>,
  hostname = 'web-1',
): Promise<ScriptedAgent> {
  const token = await collector.call('POST', '/api/enrolment-tokens', {});
  const keys = generateKeyPair();
  const { body } = await collector.call('POST', '/api/enrol', {
    token: token.body.token,
    publicKey: keys.publicKey,
    hostname,
    agentVersion: '0.1.0',
  });
  return Object.assign(new ScriptedAgent(body.machineId, keys), { hostname });
}
