import { randomBytes } from 'node:crypto';
import {
  agentProofBytes,
  type Challenge,
  collectorProofBytes,
  type Hello,
  negotiate,
  ProtocolError,
  type Prove,
  SPOKEN,
  type VersionRange,
  verifyBytes,
} from '@suivi/shared';

export interface Prover {
  readonly collectorId: string;
  readonly sign: (bytes: Uint8Array) => string;
}

/** What one connection has agreed on, from HELLO on. */
export class Handshake {
  readonly hello: Hello;
  readonly challenge: Challenge;
  readonly #parties: Parameters<typeof collectorProofBytes>[0];

  /** @throws ProtocolError `no_common_version`, naming what both ends speak. */
  constructor(hello: Hello, { collectorId, sign }: Prover) {
    const protocol = negotiate(SPOKEN, hello.protocol);
    if (protocol === null)
      throw new ProtocolError(
        'no_common_version',
        `The agent speaks ${span(hello.protocol)}, the collector ${span(SPOKEN)}.`,
      );
    const nonce = randomBytes(32).toString('base64');
    const { machineId, nonce: agentNonce } = hello;
    this.hello = hello;
    this.#parties = { protocol, machineId, collectorId, agentNonce, collectorNonce: nonce };
    const signature = sign(collectorProofBytes(this.#parties));
    this.challenge = { type: 'challenge', protocol, collectorId, nonce, signature };
  }

  /** @throws ProtocolError `proof_invalid` */
  verify({ counter, attempt, signature }: Prove): void {
    const bytes = agentProofBytes({ ...this.#parties, counter, attempt });
    if (!verifyBytes(this.hello.publicKey, bytes, signature)) throw new ProtocolError('proof_invalid');
  }
}

const span = ({ min, max }: VersionRange) => (min === max ? `${min}` : `${min} to ${max}`);
